/* Buttons that act within the page: dialogs, printing, the clipboard. */
(() => {
  document.addEventListener('click', (event) => {
    const { target } = event;
    const copied = target.closest('[data-copy]');
    // Only https and this machine have a clipboard: elsewhere the link is followed.
    if (copied && navigator.clipboard) {
      event.preventDefault();
      void navigator.clipboard.writeText(copied.href).then(() => (copied.textContent = copied.dataset.copy));
    }
    // Where htmx is not there to fill it, the link leads to a page.
    if (event.defaultPrevented && target.closest('[data-dialog]')) document.getElementById('keys').showModal();
    const paper = target.closest('[data-print]');
    // Paper has all of a ticket: where the page does not, the one that does is printed.
    if (paper?.dataset.print) location.href = `${paper.dataset.print}#print`;
    else if (paper) print();
  });
  if (location.hash === '#print') addEventListener('load', () => print());
})();
