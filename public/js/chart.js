/* Arrows go from column to column; the first touch of one shows its numbers, the second opens its list. */
(() => {
  let touched;
  document.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const columns = [...(event.target.closest('.chart')?.querySelectorAll('.column > a') ?? [])];
    const next = by && columns[columns.indexOf(event.target) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener('click', (event) => {
    const column = event.target.closest('.chart .column');
    if (column && column !== touched && event.pointerType === 'touch') {
      event.preventDefault();
      column.querySelector('a')?.focus();
    }
    touched = column;
  });
})();
