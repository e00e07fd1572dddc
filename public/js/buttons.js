/* Buttons that act within the page: dialogs, printing, boxes that are opened from elsewhere. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  document.addEventListener('click', ({ target }) => {
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
