/* Near its limit a text says how long it is; beyond it, that it will not be taken. */
(() => {
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  document.addEventListener('input', ({ target }) => {
    const limit = Number(target.dataset?.limit);
    if (!limit) return;
    // As the server counts: code points, line ends as one, none around the text.
    const length = [...target.value.replace(/\r\n?/g, '\n').trim()].length;
    let count = target.parentElement.querySelector('.count-typed');
    if (length <= limit * 0.9) return count?.remove();
    if (!count) {
      count = document.createElement('p');
      count.className = 'hint count-typed';
      count.setAttribute('role', 'status');
      target.after(count);
    }
    count.textContent = `${numbers.format(length)} / ${numbers.format(limit)}`;
    count.classList.toggle('field-error', length > limit);
  });
})();
