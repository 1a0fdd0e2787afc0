/* A desk's phone: cleared where nobody touches it, nothing left for the next person. Stores nothing. */
(() => {
  'use strict';
  const TEN_MINUTES = 600;
  let touched = Date.now();
  document.documentElement.classList.add('scripted');

  const form = () => document.querySelector('form[data-lost]');
  const seconds = () => Math.floor((Date.now() - touched) / 1000);

  function leave(home) {
    if (form()) form().reset();
    location.replace(home);
  }

  // A form on its way is given its ten minutes: the answers are nowhere but on this page.
  function idle(sign) {
    const onItsWay = document.querySelector('form[data-sent]');
    const left = (onItsWay ? TEN_MINUTES : +sign.dataset.idle) - seconds();
    if (left <= 0) {
      leave(sign.dataset.home);
      return;
    }
    const last = !onItsWay && left <= +sign.dataset.last;
    const said = sign.querySelector('[data-warning]');
    if (last !== !sign.hidden) said.textContent = last ? said.dataset.warning : '';
    sign.hidden = !last;
    sign.querySelector('b').textContent = last ? left : '';
  }

  function wait(line) {
    const left = +line.dataset.again - seconds();
    if (left > 0) line.textContent = line.dataset.words.replace('{n}', left);
    else location.replace(line.dataset.url);
  }

  function tick() {
    const sign = document.querySelector('[data-idle]'), line = document.querySelector('[data-again]');
    if (sign) idle(sign);
    if (line) wait(line);
  }

  function touch() {
    if (!document.querySelector('[data-firm], [data-again]')) touched = Date.now();
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-replace]');
    if (!link) return;
    event.preventDefault();
    leave(link.href);
  });
  for (const kind of ['pointerdown', 'touchstart', 'touchmove', 'keydown', 'input', 'wheel']) {
    document.addEventListener(kind, touch, { capture: true, passive: true });
  }
  document.addEventListener('visibilitychange', tick);
  window.addEventListener('pagehide', () => { if (form()) form().reset(); });
  window.addEventListener('pageshow', (event) => {
    const sign = document.querySelector('[data-idle]');
    if (event.persisted && sign) leave(sign.dataset.home);
  });
  setInterval(tick, 1000);
})();
