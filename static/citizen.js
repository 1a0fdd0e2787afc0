/* Helps while answering: one question at a time, what is missing, sending again on a bad network. Stores nothing; nothing needs it. */
(() => {
  'use strict';
  const TEN_MINUTES = 600000, LONGEST = 60, PATIENCE = 25000, DOUBLE_TAP = 500, HELD = 'held';
  const html = document.documentElement, one = (path, from = form) => from.querySelector(path);
  let form, steps, now, seen, shown, chosen, send_word, opened, flying, timer, pause, began, sent;

  const last = () => steps.length - 1;
  const typed = (part) => Array.from(part.querySelectorAll('textarea,[type=text]')).some((box) => box.value.trim());
  const answered = (part) => one(':checked', part) || typed(part);
  const missing = () => steps.filter((step) => step.dataset.n && !('free' in step.dataset) && asked(step) && !answered(step));
  const filled = () => form && !sent && answered(form);
  const words = (name, value) => form.dataset[name].replace('{n}', value);
  const step_of = (id) => steps.findIndex((step) => step.contains(document.getElementById(id)));

  // a question that depends on another, which depends perhaps on a third
  function asked(step) {
    const cause = step.dataset.when && one(step.dataset.when);
    return !step.dataset.when || !!cause && asked(cause.closest('.q'));
  }

  function say(text) {
    one('[role=status]').textContent = text;
  }

  function start() {
    form = document.querySelector('form[data-lost]');
    clearTimeout(timer);
    flying = began = 0;
    if (!form) return;
    html.classList.add('scripted');
    opened = performance.now();
    steps = Array.from(form.querySelectorAll('.q[data-n], #rest'));
    steps.forEach((step) => { step.tabIndex = -1; });
    send_word = one('.btn:last-child').textContent;
    form.querySelectorAll('.dock [hidden], .keys').forEach((part) => { part.hidden = false; });
    form.addEventListener('submit', submit);
    form.addEventListener('change', changed);
    form.addEventListener('click', clicked);
    remember();
    enlarge(html.classList.contains('big'));
    seen = one('.errs');
    show(seen ? Math.max(step_of((one('.bad') || one('#rest')).id), 0) : 0);
    if (form.dataset.again) again(+form.dataset.again);
  }

  // one step at a time: a question, or at the end the review with all that is optional

  function show(index) {
    const step = steps[now = index], lead = one('.lead', step.parentNode);
    steps.forEach((other) => { other.hidden = other !== step; });
    form.querySelectorAll('.lead').forEach((other) => { other.hidden = other !== lead || index === last(); });
    describe(step);
    document.getElementById('main').classList.toggle('past', index > 0);
    seen = seen || index === last();
    shown = performance.now();
    draw();
  }

  function go(index) {
    hold();
    leave_for(index);
  }

  function leave_for(index) {
    if (one('.errs')) one('.errs').hidden = true;
    clearTimeout(timer);
    say('');
    show(index);
    window.scrollTo(0, 0);
    steps[index].focus({ preventScroll: true });
  }

  // after the review has been seen: the next gap, else back to it
  function next() {
    const gaps = seen ? missing() : steps.filter(asked), gap = steps.findIndex((step, i) => i > now && gaps.includes(step));
    return gap < 0 ? last() : gap;
  }

  function before() {
    return steps.reduce((found, step, i) => (i < now && asked(step) ? i : found), 0);
  }

  function draw() {
    const bar = one('progress'), is_review = now === last(), at = is_review ? '' : words('at', now + 1 + '/' + last());
    bar.max = last();
    bar.value = now + 1;
    one('.dock b').textContent = seen ? (at && at + ' · ') + form.dataset.unsent : at;
    one('.btn:last-child').textContent = is_review ? send_word : form.dataset[next() === last() ? 'check' : 'next'];
    if (is_review) review();
  }

  function review() {
    const gaps = missing(), first = gaps[0], list = one('.check ol'), link = one('.gap a');
    one('.check').hidden = false;
    one('.gap').hidden = !first;
    one('.gap b').textContent = words('gaps', gaps.length);
    if (first) link.href = '#' + first.id;
    link.textContent = first ? words('at', one('legend', first).textContent) : '';
    list.textContent = '';
    steps.slice(0, -1).filter(asked).forEach((step) => list.append(box(step, gaps.includes(step))));
  }

  // which, never what; on a desk's phone nothing leads back to an answer
  function box(step, is_gap) {
    const item = document.createElement('li'), said = document.createElement('span');
    const link = document.createElement(is_gap || !('desk' in form.dataset) ? 'a' : 'span');
    if (link.tagName === 'A') link.href = '#' + step.id;
    said.className = 'sr';
    said.textContent = ' ' + form.dataset[answered(step) ? 'yes' : 'no'];
    link.className = is_gap ? 'no' : answered(step) ? '' : 'free';
    link.append(step.dataset.n, said);
    item.append(link);
    return item;
  }

  function describe(step) {
    const parts = [one('.lead', step.parentNode), one('.err', step)].filter((part) => part && step.dataset.n);
    if (parts.length) step.setAttribute('aria-describedby', parts.map((part) => part.id).join(' '));
  }

  function changed(event) {
    const q = event.target.closest('.q'), error = one('.err', q), aside = !!event.target.closest('.aside');
    // «don't know» among boxes stands alone
    if (event.target.type === 'checkbox' && event.target.checked) {
      q.querySelectorAll(':checked').forEach((other) => { other.checked = !!other.closest('.aside') === aside; });
    }
    if (error) error.remove();
    q.classList.remove('bad');
    describe(q);
    hold();
    draw();
  }

  function clicked(event) {
    const target = event.target, link = target.closest('a[href^="#"]');
    if (link) {
      event.preventDefault();
      go(step_of(link.hash.slice(1)));
    } else if (target.closest('.back')) {
      go(before());
    } else if (target.matches('.chips input')) {
      target.checked = chosen[target.name] !== target;
      remember();
    }
  }

  // what is chosen among the chips: choosing it again takes it back
  function remember() {
    chosen = {};
    form.querySelectorAll('.chips :checked').forEach((input) => { chosen[input.name] = input; });
  }

  function key(event) {
    if (!form || event.ctrlKey || event.altKey || event.metaKey || event.target.matches('textarea,[type=text]')) return;
    const choice = steps[now].dataset.n && steps[now].querySelectorAll('input')[event.key - 1];
    if (choice) {
      choice.click();
      choice.focus();
    } else if (event.key === 'Enter' && !event.target.closest('a, button, summary')) {
      event.preventDefault();
      if (now < last()) go(next());
    }
  }

  function enlarge(is_big) {
    html.classList.toggle('big', is_big);
    document.querySelectorAll('.size button').forEach((b) => b.setAttribute('aria-pressed', is_big === (b.value === 'big')));
  }

  // the phone's Back: one entry of the history is held above the sheet's own, and taken again after each Back

  function hold() {
    if (history.state !== HELD) history.pushState(HELD, '');
  }

  function back(event) {
    if (!form || event.state === HELD) return;
    const stays = now || filled();
    if (now) leave_for(before());
    if (stays) history.forward();
    else history.back();
  }

  // sending

  function complain(q) {
    q.classList.add('bad');
    if (one('.err', q)) return;
    const error = document.createElement('p');
    error.className = 'err';
    error.id = q.id + '-err';
    error.textContent = q.dataset.missing || words('missing', q.dataset.n);
    one('legend', q).after(error);
  }

  function submit(event) {
    event.preventDefault();
    if (flying) return;
    if (now < last()) {
      go(next());
      return;
    }
    const gaps = missing();
    if (performance.now() - shown < DOUBLE_TAP) return;
    gaps.forEach(complain);
    if (gaps.length) go(steps.indexOf(gaps[0]));
    if (gaps.length || early()) return;
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
      replace(page);
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

  function replace(page) {
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    window.scrollTo(0, 0);
    start();
    (document.querySelector('[autofocus]') || document.querySelector('main')).focus();
  }

  document.addEventListener('keydown', key);
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.size button');
    if (button) enlarge(button.value === 'big');
  });
  window.addEventListener('popstate', back);
  window.addEventListener('beforeunload', (event) => { if (filled()) event.preventDefault(); });
  window.addEventListener('online', () => { if (form && began && !flying) send(); });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted || !form) return;
    form.reset();
    show(0);
    if (sent) location.reload();
  });
  start();
})();
