/* The first touch of a column shows its numbers, the second opens its list. */
(() => {
  let touched;
  document.addEventListener('click', (event) => {
    const column = event.target.closest('.chart .column');
    if (column && column !== touched && event.pointerType === 'touch') {
      event.preventDefault();
      column.querySelector('a')?.focus();
    }
    touched = column;
  });
})();
