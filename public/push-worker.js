/* Shows what the notifier sends, and opens the ticket on a tap. It does nothing else: pages go to the server as without it. */
self.addEventListener('push', (event) => {
  const { title, body, url, tag } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url } }));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { href } = new URL(event.notification.data.url, self.location.origin);
  const open = async () => {
    const pages = await self.clients.matchAll({ type: 'window' });
    const page = pages.find(({ url }) => url.split(/[?#]/)[0] === href);
    return page ? page.focus() : self.clients.openWindow(href);
  };
  event.waitUntil(open());
});
