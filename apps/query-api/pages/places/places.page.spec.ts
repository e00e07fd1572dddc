import { ApiWorld } from '../../../../test/reference/api-world.js';
import { projectPath } from '#libs/platform/project-root.js';
import { queryApi } from '../../query-api.js';

let api: ApiWorld;
beforeAll(async () => {
  process.env['HELPDESK_PLACES'] = projectPath('bin/demo/data/places.csv');
  api = await ApiWorld.create(queryApi);
  for (const number of [1, 2]) {
    await api.opened(number, `Problem ${number}`, 'facility-management', '2026-09-10T08:00:00Z');
    await api.event(number, 'PlaceChanged', {}, { secret: { place: 'A-0.12' } });
  }
  await api.event(2, 'StatusChanged', { from: 'open', to: 'active' }, { role: 'helpdesk' });
  await api.event(2, 'StatusChanged', { from: 'active', to: 'closed' }, { role: 'helpdesk' });
});
afterAll(async () => {
  delete process.env['HELPDESK_PLACES'];
  await api?.close();
});

it('shows what is known at a place; only the helpdesk sees what was closed there', async () => {
  const user = await api.get('/places/a%200.12', 'user', { cookie: 'role=user' });
  expect(user.status).toBe(200);
  expect(user.text).toContain('Problem 1');
  expect(user.text).not.toContain('Problem 2');
  expect(user.text).toContain('href="/tickets/new?place=A-0.12"');
  expect((await api.get('/places/A-0.12', 'helpdesk', { cookie: 'role=helpdesk' })).text).toContain('Problem 2');
});

it('prints a sign with a code for each place of a building', async () => {
  const { text } = await api.get('/places/signs?in=Building%20A', 'user', { cookie: 'role=user' });
  expect(text.match(/<li class="sign">/g)?.length).toBeGreaterThan(100);
  expect(text).toContain('/places/A-0.12</p>');
  expect(text).toContain('<svg xmlns');
});

it.each(['/places?q=a0.12', '/places', '/tickets/new?place=A-0.12', '/tickets/1', '/tickets?place=a0.12'])(
  'names the place on %s',
  async (path) => {
    const { status, text } = await api.get(path, 'user', { cookie: 'role=user' });
    expect(status).toBe(200);
    expect(text).toMatch(path === '/places' ? /Building A/ : /A-0\.12/);
  },
);

it('counts it in the analysis by place, and tells of it in the history', async () => {
  for (const path of ['/analytics?analysis=by-place', '/tickets/1/history']) {
    const { status, text } = await api.get(path, 'helpdesk', { cookie: 'role=helpdesk' });
    expect(status).toBe(200);
    expect(text).toContain('<bdi>A-0.12</bdi>');
  }
});

it('finds a place in a text, and keeps it away once it was taken away', async () => {
  const similar = async (more: string) =>
    (
      await fetch(`${api.url}/tickets/similar`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          cookie: 'role=user',
          'sec-fetch-site': 'same-origin',
        },
        body: `description=The+lamp+in+a0.12+is+dark${more}`,
      })
    ).text();
  expect(await similar('')).toMatch(/value="A-0.12" checked/);
  expect(await similar('&offered=A-0.12')).toMatch(/value="A-0.12">/);
  expect(await similar('&place=elsewhere')).not.toContain('name="found"');
});
