/*
 * What is typed lies in the browser until it was sent, with the version that its writer had read and the nonce it would be sent
 * with. A form of `data-tab` has a draft of its own in each tab; `data-from` names drafts that it goes on with.
 */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const KEPT_MS = 30 * 86_400_000;

  /** Storage may be full or forbidden: then nothing is kept. */
  const attempt = (work) => {
    try {
      return work();
    } catch {}
  };
  const { tab: before, open } = attempt(() => ({ ...sessionStorage })) ?? {};
  // A page is open under this name: this tab is a copy of that one, or goes on after a crash.
  const tab = before && !open ? before : `${Math.random()}`;
  addEventListener('pageshow', () => attempt(() => Object.assign(sessionStorage, { tab, open: 1 })));
  const keyOf = (form, name = tab) => `draft:${form.dataset.draft}${'tab' in form.dataset ? `:${name}` : ''}`;
  const sources = (form) =>
    (form.dataset.from ?? '')
      .split(' ')
      .filter(Boolean)
      .map((name) => `draft:${name}`);
  const read = (key) => {
    const kept = attempt(() => localStorage.getItem(key)) ?? '';
    const draft = attempt(() => JSON.parse(kept));
    if (draft?.text) return draft;
    // As the first version kept it.
    const [version, ...lines] = kept.split('\n');
    return { version, text: lines.join('\n') };
  };
  const store = (key, draft) =>
    attempt(() => (draft ? localStorage.setItem(key, JSON.stringify(draft)) : localStorage.removeItem(key)));
  const keys = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:'))) ?? [];
  const forget = (form) => [keyOf(form), ...sources(form)].forEach((key) => store(key));
  const fieldOf = (form) => $('textarea', form);

  for (const key of keys()) {
    const draft = read(key);
    if (!draft.at && draft.text) store(key, { ...draft, at: Date.now() });
    else if (!(Date.now() - draft.at < KEPT_MS)) store(key);
  }

  /** The draft of a form: its own, one that it goes on with, one that a closed tab has left; a copied tab begins with a copy. */
  const draftOf = (form) => {
    const name = `draft:${form.dataset.draft}`;
    const isLeft = (key) => key === name || (key.startsWith(`${name}:`) && key !== keyOf(form) && read(key).left);
    const left = 'tab' in form.dataset ? keys().filter(isLeft) : [];
    const copied = keyOf(form, before);
    const key = [keyOf(form), ...sources(form), copied, ...left].find((one) => read(one).text);
    if (!key) return undefined;
    const draft = read(key);
    if (left.includes(key)) store(key);
    if (left.includes(key) || key === copied) store(keyOf(form), { ...draft, left: undefined });
    return draft;
  };

  const restore = (root) => {
    for (const form of root.querySelectorAll('form[data-draft]')) {
      const field = fieldOf(form);
      if (form.dataset.kept || 'typed' in form.dataset || $('[aria-invalid], .conflict', form)) continue;
      const { text, version, nonce } = draftOf(form) ?? {};
      if (!text || field.value === text) continue;
      form.dataset.kept = field.value;
      form.hidden = false;
      field.value = text;
      const { version: readVersion, nonce: own } = form.elements;
      const before = [readVersion?.value, own.value];
      if (readVersion && version) readVersion.value = version;
      // Sent already, perhaps, and the answer was lost: it stays one command.
      if (nonce) own.value = nonce;
      form.closest('details')?.setAttribute('open', '');
      const note = $('#words').content.firstElementChild.cloneNode(true);
      $('button', note).addEventListener('click', () => {
        field.value = form.dataset.kept;
        if (readVersion) readVersion.value = before[0];
        own.value = before[1];
        forget(form);
        note.remove();
        field.focus();
      });
      field.after(note);
    }
  };
  /**
   * The draft comes back. A form that leads to another page keeps one nonce, also for when somebody comes back to it: the same
   * text is the same command.
   */
  const resume = () => {
    const own = $('form[data-tab]')?.elements.nonce;
    if (own) own.value = attempt(() => history.state.nonce) ?? own.value;
    restore(document);
    if (own) history.replaceState({ ...history.state, nonce: own.value }, '');
  };

  document.addEventListener('input', ({ target }) => {
    const form = target.matches('textarea') && target.closest('form[data-draft]');
    if (!form) return;
    const { version, nonce } = form.elements;
    const draft = { text: target.value, version: version?.value, nonce: nonce.value, at: Date.now() };
    store(keyOf(form), target.value === target.defaultValue ? undefined : draft);
  });
  document.addEventListener('click', ({ target }) => {
    const discard = target.closest('[data-discard]');
    if (!discard) return;
    const name = discard.dataset.discard;
    const form = $(`form[data-draft="${name}"]`) ?? $('form[data-tab]');
    if (form) forget(form);
    else store(`draft:${name}`);
  });
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    const form = ctx.request.form?.closest('[data-draft]');
    if (form && !ctx.sourceElement.matches('textarea') && ctx.response.status < 300) forget(form);
  });
  document.addEventListener('htmx:after:swap', resume);
  // The next tab may go on with what this one leaves behind.
  addEventListener('pagehide', () => {
    attempt(() => delete sessionStorage.open);
    for (const form of document.querySelectorAll('form[data-tab]')) {
      const draft = read(keyOf(form));
      if (draft.text) store(keyOf(form), { ...draft, left: true });
    }
  });
  resume();
})();
