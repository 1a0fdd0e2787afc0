/* Helps while answering: how far, what is missing, sending again on a bad network. Stores nothing; nothing needs it. */
(() => {
  'use strict';
  const TEN_MINUTES = 600000, LONGEST = 60, PATIENCE = 25000;
  let form, opened, flying, timer, pause, began, sent;

  const questions = () => Array.from(form.querySelectorAll('.q[data-n]'));
  const missing = () => questions().filter((q) => !q.querySelector(':checked'));
  const words = (name, value) => form.dataset[name].replace('{n}', value);

  function say(text) {
    form.querySelector('[role=status]').textContent = text;
  }

  function start() {
    form = document.querySelector('form[data-lost]');
    clearTimeout(timer);
    flying = began = 0;
    if (!form) return;
    opened = performance.now();
    form.querySelectorAll('.dock [hidden]').forEach((part) => { part.hidden = false; });
    form.addEventListener('submit', submit);
    form.addEventListener('change', changed);
    form.querySelector('.dock a').addEventListener('click', (event) => { if (point()) event.preventDefault(); });
    progress();
    if (form.dataset.again) again(+form.dataset.again);
  }

  function progress() {
    const all = questions().length, done = all - missing().length, bar = form.querySelector('progress');
    form.querySelector('.dock a').textContent = words('progress', done + '/' + all);
    bar.max = all;
    bar.value = done;
  }

  function changed(event) {
    const q = event.target.closest('.q'), error = q && q.querySelector('.err');
    if (error) error.remove();
    if (q) q.classList.remove('bad');
    progress();
  }

  function complain(q) {
    q.classList.add('bad');
    if (q.querySelector('.err')) return;
    const error = document.createElement('p');
    error.className = 'err';
    error.id = q.id + '-err';
    error.textContent = words('missing', q.dataset.n);
    q.querySelector('legend').after(error);
    q.setAttribute('aria-describedby', error.id);
  }

  function point() {
    const gaps = missing();
    if (!gaps.length) return false;
    gaps[0].scrollIntoView();
    gaps[0].querySelector('input').focus({ preventScroll: true });
    return true;
  }

  function submit(event) {
    event.preventDefault();
    if (flying) return;
    missing().forEach(complain);
    if (point() || early()) return;
    began = Date.now();
    form.dataset.sent = '';
    pause = 1;
    send();
  }

  function early() {
    const left = Math.ceil(form.dataset.wait - (performance.now() - opened) / 1000);
    clearTimeout(timer);
    say(left > 0 ? words('fast', left) : '');
    if (left > 0) timer = setTimeout(early, 1000);
    return left > 0;
  }

  async function send() {
    const stop = window.AbortController && new AbortController();
    const alarm = setTimeout(() => stop && stop.abort(), PATIENCE);
    clearTimeout(timer);
    flying = true;
    say(form.dataset.sending);
    try {
      const answer = await fetch(location.href, {
        method: 'POST', body: new URLSearchParams(new FormData(form)), signal: stop ? stop.signal : undefined,
      });
      await handle(answer);
    } catch (lost) {
      flying = false;
      later(form.dataset.lost);
    }
    clearTimeout(alarm);
  }

  async function handle(answer) {
    if (answer.ok && answer.redirected) {
      sent = true;
      location.replace(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const said = page.querySelector('[data-said]');
    flying = false;
    if (answer.status === 429 || answer.status >= 500) {
      later(said ? said.textContent : form.dataset.fault, +answer.headers.get('Retry-After'));
    } else if (answer.status === 413 && said) {
      say(said.textContent);
    } else {
      show(page);
    }
  }

  function later(text, seconds) {
    const over = Date.now() - began > TEN_MINUTES;
    say(over ? form.dataset.over : text);
    if (over) return;
    again(seconds || pause);
    pause = Math.min(2 * pause, LONGEST);
  }

  function again(seconds) {
    began = began || Date.now();
    pause = pause || 1;
    timer = setTimeout(send, 1000 * seconds);
  }

  function show(page) {
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    window.scrollTo(0, 0);
    start();
    (document.querySelector('[autofocus]') || document.querySelector('main')).focus();
  }

  window.addEventListener('online', () => { if (form && began && !flying) send(); });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted || !form) return;
    form.reset();
    progress();
    if (sent) location.reload();
  });
  start();
})();
