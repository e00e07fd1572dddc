/* Buttons that act within the page: dialogs, printing, boxes that are opened from elsewhere. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  document.addEventListener('click', (event) => {
    const { target } = event;
    const copied = target.closest('[data-copy]');
    // Only https and this machine have a clipboard: elsewhere the link is followed.
    if (copied && navigator.clipboard) {
      event.preventDefault();
      void navigator.clipboard.writeText(copied.href).then(() => (copied.textContent = copied.dataset.copy));
    }
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
})();
