/* Ctrl+Enter sends; single keys can be switched off. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

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
