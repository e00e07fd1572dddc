/* What somebody has unfolded stays so when a live update brings the same entry again. */
(() => {
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
})();
