/* What is typed lies in the browser until it was sent, with the version that its writer had read. */
(() => {
  const words = document.getElementById('words').dataset;
  const $ = (selector, root = document) => root.querySelector(selector);

  const draftKey = (form) => `draft:${form.dataset.draft}`;
  const draftField = (form) => $('textarea', form);
  const store = (key, value) => {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch {}
  };
  const restore = (root) => {
    for (const form of root.querySelectorAll('form[data-draft]')) {
      const field = draftField(form);
      let draft = null;
      try {
        draft = localStorage.getItem(draftKey(form));
      } catch {}
      const [version, ...lines] = (draft ?? '').split('\n');
      const text = lines.join('\n');
      if (!text || field.value === text || form.dataset.kept || $('[aria-invalid], .conflict', form)) continue;
      form.dataset.kept = field.value;
      field.value = text;
      const read = form.elements.version;
      const newest = read?.value;
      if (read && version) read.value = version;
      form.closest('details')?.setAttribute('open', '');
      const note = document.createElement('p');
      note.className = 'hint draft-note';
      note.textContent = `${words.draft} `;
      const discard = document.createElement('button');
      discard.type = 'button';
      discard.className = 'small';
      discard.textContent = words.discard;
      discard.addEventListener('click', () => {
        field.value = form.dataset.kept;
        if (read) read.value = newest;
        store(draftKey(form));
        note.remove();
        field.focus();
      });
      note.append(discard);
      field.after(note);
    }
  };
  document.addEventListener('input', ({ target }) => {
    const form = target.matches('textarea') && target.closest('form[data-draft]');
    if (!form) return;
    const version = form.elements.version?.value ?? '';
    store(draftKey(form), target.value === target.defaultValue ? '' : `${version}\n${target.value}`);
  });
  document.addEventListener('click', ({ target }) => {
    const discard = target.closest('[data-discard]');
    if (discard) store(`draft:${discard.dataset.discard}`);
  });
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    const form = ctx.request.form?.closest('[data-draft]');
    if (form && !ctx.sourceElement.matches('textarea') && ctx.response.status < 300) store(draftKey(form));
  });
  document.addEventListener('htmx:after:swap', () => restore(document));
  restore(document);
})();
