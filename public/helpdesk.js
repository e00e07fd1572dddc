/* What the pages cannot do without a script: drafts, shortcuts, the state of the live connection. */
(() => {
  const words = document.getElementById('words').dataset;
  const $ = (selector, root = document) => root.querySelector(selector);

  // Drafts: what is typed lies in the browser until it was sent, with the version that its writer had read.
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
    const dialog = target.closest('[data-dialog]');
    if (dialog) document.getElementById(dialog.dataset.dialog).showModal();
    if (target.closest('[data-print]')) print();
    const opener = target.closest('[data-open]');
    const box = opener && document.getElementById(opener.dataset.open);
    if (box) {
      box.open = true;
      $('summary', box).focus();
    }
  });
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    const form = ctx.request.form?.closest('[data-draft]');
    if (form && !ctx.sourceElement.matches('textarea') && ctx.response.status < 300) store(draftKey(form));
  });
  document.addEventListener('htmx:after:swap', () => restore(document));
  restore(document);

  // What somebody has unfolded stays so when a live update brings the same entry again.
  const unfolded = new Set();
  document.addEventListener(
    'toggle',
    ({ target }) => {
      const { id } = target.closest('.entry') ?? {};
      if (id) unfolded[target.open ? 'add' : 'delete'](id);
    },
    true,
  );
  document.addEventListener('htmx:after:swap', () => {
    for (const id of unfolded) document.getElementById(id)?.querySelector('details')?.setAttribute('open', '');
  });

  // The focus stays where it was; where that is gone, it goes to what stood around it.
  let trail = [];
  document.addEventListener('htmx:before:swap', () => {
    trail = [];
    for (let at = document.activeElement; at && at !== document.body; at = at.parentElement)
      if (at.id) trail.push(at.id);
  });
  document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
    if (ctx.sourceElement?.rel === 'next') {
      $('.row-title')?.focus();
      $('#list-tabs').scrollIntoView();
    }
    for (const id of trail) {
      if (document.activeElement !== document.body) return;
      const place = document.getElementById(id);
      const target = (place?.matches('details') && $('summary', place)) || place;
      if (!target) continue;
      if (target.tabIndex < 0) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
  });

  // On a narrow screen the tab one is in may lie beyond the edge.
  const tabs = $('#list-tabs');
  const chosen = tabs && $('[aria-current]', tabs);
  if (chosen) tabs.scrollLeft = chosen.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;

  // A connection that is lost is said, never silent.
  const notice = (text) => {
    const line = document.createElement('p');
    line.className = 'notice bad';
    line.textContent = text;
    $('#notice').replaceChildren(line);
    line.scrollIntoView({ block: 'nearest' });
  };
  const isStream = (ctx) => ctx?.sourceElement?.hasAttribute('hx-sse:connect');
  document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
    if (ctx && !isStream(ctx)) notice(words.offline);
    if (isStream(ctx)) live(false);
  });
  document.addEventListener('htmx:response:error', ({ detail: { ctx } }) => {
    if ([500, 502, 504].includes(ctx.response.status)) notice(words.offline);
  });
  const live = (up) => ($('#live-state').hidden = up);
  document.addEventListener('htmx:sse:after:connection', () => live(true));
  for (const event of ['htmx:sse:error', 'htmx:sse:close']) {
    document.addEventListener(event, ({ target, detail }) => {
      if (target.isConnected && detail.reason !== 'removed' && detail.reason !== 'cleanup') live(false);
    });
  }

  // What changes under a reader's eyes is read: its row in the list is no longer new.
  const readVersions = () => (/(?:^|; )read=([\d.-]*)/.exec(document.cookie)?.[1] ?? '').split('.').filter(Boolean);
  const noteRead = () => {
    const { number, version } = $('#facts')?.dataset ?? {};
    if (!version || document.hidden || readVersions().includes(`${number}-${version}`)) return;
    const others = readVersions().filter((pair) => !pair.startsWith(`${number}-`));
    const read = [...others, `${number}-${version}`].slice(-60).join('.');
    document.cookie = `read=${read}; path=/; max-age=31536000; samesite=lax`;
  };
  const clearRead = () => {
    noteRead();
    const read = readVersions();
    for (const row of document.querySelectorAll('.row.fresh')) {
      if (!read.includes(`${row.dataset.number}-${row.dataset.version}`)) continue;
      row.classList.remove('fresh');
      $('.tag.new', row).remove();
    }
  };
  document.addEventListener('htmx:after:swap', noteRead);
  document.addEventListener('visibilitychange', clearRead);
  addEventListener('pageshow', clearRead);

  // How many tickets are marked; a marked one keeps its mark when the list is renewed.
  const marked = new Set();
  document.addEventListener('change', ({ target }) => {
    if (!target.matches('.pick')) return;
    if (target.checked) marked.add(target.value);
    else marked.delete(target.value);
    countMarked();
  });
  const countMarked = () => {
    for (const pick of document.querySelectorAll('.pick')) pick.checked = marked.has(pick.value);
    const count = $('[data-count]');
    if (count) count.textContent = String(document.querySelectorAll('.pick:checked').length);
  };
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    if (ctx.request.form?.id === 'bulk' && ctx.response.status === 200) marked.clear();
  });
  document.addEventListener('htmx:after:swap', countMarked);

  // Keys: Ctrl+Enter sends; single keys can be switched off.
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (key === 'Enter' && (event.ctrlKey || event.metaKey) && target.matches('textarea')) {
      event.preventDefault();
      target.form.requestSubmit();
      return;
    }
    if (!('shortcuts' in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest('input, textarea, select, [contenteditable]') || $('dialog[open]')) return;
    const act = {
      j: () => step(1),
      k: () => step(-1),
      '/': () => $('#q')?.focus(),
      c: () => (location.href = '/tickets/new'),
      '?': () => $('#keys')?.showModal(),
    }[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const step = (by) => {
    const links = [...document.querySelectorAll('.row-title')];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))]?.focus();
  };
})();
