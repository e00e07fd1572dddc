/* Ctrl+Enter sends, with Shift it closes too; arrows go from column to column of a chart; single keys can be switched off. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (key === 'Enter' && (event.ctrlKey || event.metaKey) && target.matches('textarea')) {
      event.preventDefault();
      const last = event.shiftKey && $('[data-shift]', target.form);
      if (last) last.click();
      else target.form.requestSubmit();
      return;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const chart = by && target.closest('.chart');
    if (chart) return step(event, by, '.column > a', chart);
    if (!('shortcuts' in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') || $('dialog[open]')) return;
    // What has the focus is pressed by Enter itself.
    if (key === 'Enter' && target.closest('a, button, summary, input')) return;
    // Keys are small letters, a reply begins with a capital one: whoever just writes is in its field.
    if (key.length === 1 && key !== key.toLowerCase()) return $('[data-key=r]')?.focus();
    const act = {
      j: () => step(event, 1, '.row>a'),
      k: () => step(event, -1, '.row>a'),
      '/': () => $('#q')?.focus(),
      c: () => (location.href = '/tickets/new'),
    }[key];
    const keyed = !act && $(`[data-key="${CSS.escape(key)}"]`);
    if (!act && !keyed) return;
    event.preventDefault();
    if (act) act();
    // What cannot be taken back is not pressed by one key.
    else if (keyed.matches('textarea, .final')) keyed.focus();
    else if (keyed.matches('[open] > summary')) $('[data-shift]').focus();
    else keyed.click();
  });
  const step = (event, by, selector, root = document) => {
    event.preventDefault();
    const links = [...root.querySelectorAll(selector)];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))]?.focus();
  };
})();
