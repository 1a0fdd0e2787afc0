"""What can be measured of a page's look, each as a list of faults: for axe, for narrow screens, for fingers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEAST_TARGET = 48

TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 0.5);
    return wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""

AXE = Axe()
# Its own `run` hands over every element that passed as well, which takes a fifth of its time.
AXE_FAULTS = """() => axe.run({resultTypes: ['violations']}).then(({violations}) => violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${rule.help} ${node.html.slice(0, 200)}`)))"""

# Where scripts are off, what a noscript element holds is parsed.
HAS_SCRIPTS = """() => {
    const probe = document.createElement('div');
    probe.innerHTML = '<noscript><i></i></noscript>';
    return probe.querySelector('i') === null;
}"""

# A tick's target is its whole label; a link inside a sentence is as tall as its line, which no rule forbids.
TOO_SMALL = """least => {
    const inSentence = e => getComputedStyle(e).display === 'inline'
        && [...e.parentElement.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim().length > 1);
    const targetOf = e => e.matches('[type=radio], [type=checkbox]') ? e.closest('label') ?? e.labels[0] ?? e : e;
    const candidates = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
    const targets = [...document.querySelectorAll(candidates)]
        .filter(e => e.checkVisibility({checkVisibilityCSS: true}) && !inSentence(e)).map(targetOf);
    return targets.filter(e => {
        const box = e.getBoundingClientRect();
        const isOnPage = box.right > 0 && box.bottom > 0;
        return isOnPage && (box.height < least - 0.5 || box.width < least - 0.5);
    }).map(e => {
        const box = e.getBoundingClientRect();
        return `${Math.round(box.width)}x${Math.round(box.height)} ${e.outerHTML.slice(0, 120)}`;
    });
}"""


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds wrong, one line a rule and element. Without scripts axe would wait for ever."""
    assert page.evaluate(HAS_SCRIPTS), "axe needs a page with scripts on"
    page.evaluate(AXE.axe_script)
    faults: list[str] = page.evaluate(AXE_FAULTS)
    return faults


def settle(page: Page) -> None:
    """Wait for the page that a click led to: between two pages there is no document to measure."""
    page.wait_for_load_state()
    page.locator("main").wait_for()


def sideways_faults(page: Page) -> list[str]:
    """The elements that make the page scroll sideways."""
    settle(page)
    faults: list[str] = page.evaluate(TOO_WIDE)
    return faults


def small_targets(page: Page) -> list[str]:
    """What is too small for a finger."""
    settle(page)
    faults: list[str] = page.evaluate(TOO_SMALL, LEAST_TARGET)
    return faults
