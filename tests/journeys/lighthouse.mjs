// Judges pages in a Chromium that runs already: `node lighthouse.mjs PORT ADDRESS…` prints what is not perfect, a line each.
import lighthouse from 'lighthouse';

const [port, ...addresses] = process.argv.slice(2);
const flags = {
  port: Number(port), output: 'json', logLevel: 'error', disableStorageReset: true,
  onlyCategories: ['accessibility', 'best-practices', 'seo'],
  // no figure of speed is asked for: a second of quiet four times a page, and a picture of it, would tell nothing
  disableFullPageScreenshot: true,
  pauseAfterFcpMs: 200, pauseAfterLoadMs: 200, networkQuietThresholdMs: 200, cpuQuietThresholdMs: 200,
};
for (const address of addresses) {
  const { lhr } = await lighthouse(address, flags);
  for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
    if (score === 1) continue;
    const failed = auditRefs.map((ref) => lhr.audits[ref.id]).filter((audit) => audit.score !== null && audit.score < 1);
    console.log(`${address}: ${id} ${score * 100}: ${failed.map((audit) => audit.id).join(', ')}`);
  }
}
console.log(`${addresses.length} pages judged`);
