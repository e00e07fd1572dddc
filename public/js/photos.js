/* A photo that was chosen is shown before it is sent, and can be taken out again. */
(() => {
  const clear = (slot) => {
    const image = slot.querySelector('img');
    if (image) URL.revokeObjectURL(image.src);
    slot.querySelectorAll('img, button').forEach((element) => element.remove());
    delete slot.dataset.filled;
  };
  document.addEventListener('change', ({ target }) => {
    if (target.type !== 'file' || target.name !== 'photos') return;
    const slot = target.closest('.photo-slot');
    clear(slot);
    const [file] = target.files;
    if (!file) return;
    const image = new Image();
    image.alt = '';
    image.src = URL.createObjectURL(file);
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.className = 'small';
    remove.textContent = slot.parentElement.dataset.remove;
    remove.addEventListener('click', () => {
      target.value = '';
      slot.querySelector('[name=alt]').value = '';
      clear(slot);
      target.focus();
    });
    target.after(image, remove);
    slot.dataset.filled = '';
  });
})();
