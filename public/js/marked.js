/* How many tickets are marked; a marked one keeps its mark when the list is renewed. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  const marked = new Set();
  let sent = false;
  document.addEventListener('change', ({ target }) => {
    if (!target.matches('[name=ticket]')) return;
    if (target.checked) marked.add(target.value);
    else marked.delete(target.value);
    countMarked();
  });
  const countMarked = () => {
    for (const pick of document.querySelectorAll('[name=ticket]')) pick.checked = marked.has(pick.value);
    const count = $('[data-count]');
    if (count) count.textContent = String(document.querySelectorAll('[name=ticket]:checked').length);
  };
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    sent = ctx.request.form?.id === 'bulk' && ctx.response.status === 200;
    if (sent) marked.clear();
  });
  document.addEventListener('htmx:after:swap', () => {
    // Those that could not be done are tried again without being looked for.
    if (sent) for (const { dataset } of document.querySelectorAll('[data-refused]')) marked.add(dataset.refused);
    sent = false;
    countMarked();
  });
})();
