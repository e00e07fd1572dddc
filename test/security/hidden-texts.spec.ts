import { readHead } from '#libs/event-log/read.js';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { Target, type Ask, type Opened } from './target.js';

/** Words that only hidden texts hold. */
const SECRETS = ['quetzalcoatl', 'xylophonist', 'mxyzptlk'] as const;
const [DESCRIPTION, MESSAGE, NAME] = SECRETS;
const BROWSER = '00000000-0000-4000-8000-00000000000a';
const USER: Ask = { cookies: `role=user; browser=${BROWSER}`, headers: { accept: '*/*' } };
const HELPDESK: Ask = { role: 'helpdesk', headers: { accept: '*/*' } };
const HELPDESK_COMMAND: Ask = { role: 'helpdesk' };
const REASON = 'names a person';

let target: Target;
let owner: pg.Client;
let ticket: Opened;

beforeAll(async () => {
  target = await Target.start();
  owner = await openClient({ connectionString: target.database.url });
  const sender = { 'helpdesk-name': NAME, 'helpdesk-browser': BROWSER };
  ticket = await target.open(`the boiler of ${DESCRIPTION} hisses`, sender);
  await send('messages', { text: `it is a ${MESSAGE}` }, { role: 'user', headers: sender });
  await send('me-too', {}, { role: 'user', headers: { 'helpdesk-browser': 'another' } });
}, 60_000);
afterAll(async () => {
  await owner?.end();
  await target?.stop();
});

const hide = (position: number): Promise<number> => send(`texts/${position}`, { hidden: true, reason: REASON });

async function send(path: string, body: object, ask: Ask = { role: 'helpdesk' }): Promise<number> {
  const answer = await target.command('POST', `/tickets/${ticket.number}/${path}`, body, ask);
  await target.readable((await readHead(owner)).position);
  return answer.status;
}
const places = (): string[] => [
  '/',
  '/tickets',
  `/tickets?q=${DESCRIPTION}`,
  `/tickets?q=${MESSAGE}`,
  '/tickets?q=boiler+hisses',
  `/tickets?q=${DESCRIPTION.slice(0, -1)}`,
  `/tickets/${ticket.number}`,
  `/tickets/new?follows=${ticket.number}`,
  '/tickets.csv',
  `/api/tickets?q=${MESSAGE}`,
  '/api/tickets',
  `/api/tickets/${ticket.number}`,
  '/api/tickets.csv',
];
/** Where a role meets one of the words, though it did not send it itself. */
async function found(ask: Ask): Promise<string[]> {
  const held: string[] = [];
  for (const path of places()) {
    const { body } = await target.get(path, ask);
    const own = SECRETS.filter((word) => path.includes(word.slice(0, -1)));
    if (SECRETS.some((word) => !own.includes(word) && body.toLowerCase().includes(word))) held.push(path);
  }
  return held;
}

it('are found by everybody before', async () => {
  expect(await found(USER)).toEqual(
    expect.arrayContaining(['/', '/tickets', '/tickets.csv', '/api/tickets', `/api/tickets/${ticket.number}`]),
  );
});

it('a page that is open loses them at once', async () => {
  const stream = target.stream(`/tickets/${ticket.number}/stream?after=${ticket.position + 2}`, USER, (said) =>
    said.includes(REASON),
  );
  expect(await hide(ticket.position)).toBe(200);
  const said = await stream;
  expect(said).toContain('id="description-text"');
  expect(said.toLowerCase()).not.toContain(DESCRIPTION);
  expect(await hide(ticket.position + 1)).toBe(200);
});

it('leave pages, API, search and CSV of users, and the reason stands in their place', async () => {
  expect(await found(USER)).toEqual([]);
  for (const path of ['/tickets', `/tickets/${ticket.number}`, '/tickets.csv', '/api/tickets']) {
    expect((await target.get(path, USER)).body).toContain(`Removed by the helpdesk: ${REASON}`);
  }
  const { timeline, classification } = JSON.parse((await target.get(`/api/tickets/${ticket.number}`, USER)).body);
  expect(timeline[0]).toMatchObject({ name: null, data: { description: `Removed by the helpdesk: ${REASON}` } });
  expect(timeline[1]).toMatchObject({ name: null, data: { text: `Removed by the helpdesk: ${REASON}` } });
  expect(classification.words).toEqual([]);
});

it('no conflict tells users what is hidden', async () => {
  const at = `/tickets/${(await target.open('the door squeaks')).number}`;
  const edit = { description: `the door of ${DESCRIPTION} squeaks` };
  const { position } = JSON.parse((await target.command('PATCH', at, edit, HELPDESK_COMMAND)).body) as Opened;
  await target.command('POST', `${at}/texts/${position}`, { hidden: true, reason: REASON }, HELPDESK_COMMAND);
  await target.readable((await readHead(owner)).position);
  for (const role of ['user', 'helpdesk'] as const) {
    const { status, body } = await target.command('PATCH', at, { description: 'mine', version: 1 }, { role });
    expect([role, status, body.includes(DESCRIPTION)]).toEqual([role, 409, role === 'helpdesk']);
  }
  const form = { description: 'mine', version: '1', role: 'user' };
  const { status, body } = await target.post(`${at}/description`, form, USER);
  expect(status).toBe(409);
  expect(body.toLowerCase()).not.toContain(DESCRIPTION);
});

it('the words that decided the category go with the description they come from', async () => {
  const decided = await target.open(`no wifi since the ${DESCRIPTION} left`);
  const at = `/tickets/${decided.number}`;
  await target.command('POST', `${at}/category`, { category: 'technical-it' }, HELPDESK_COMMAND);
  await target.command('PATCH', at, { description: 'it works no more' }, HELPDESK_COMMAND);
  await target.command('POST', `${at}/texts/${decided.position}`, { hidden: true, reason: REASON }, HELPDESK_COMMAND);
  await target.readable((await readHead(owner)).position);
  const read = async (ask: Ask): Promise<string[]> =>
    JSON.parse((await target.get(`/api${at}`, ask)).body).classification.words;
  expect(await read(HELPDESK)).not.toEqual([]);
  expect(await read(USER)).toEqual([]);
});

it('a search that is open loses the sentence that it found', async () => {
  const other = await target.open('the tap drips');
  const told = await target.command(
    'POST',
    `/tickets/${other.number}/messages`,
    { text: 'zxqj drips' },
    HELPDESK_COMMAND,
  );
  const { position } = JSON.parse(told.body) as Opened;
  await target.readable(position);
  const removed = `#ticket-${other.number} + .found`;
  const stream = target.stream('/tickets/stream?q=drips', USER, (said) => said.includes(removed));
  await target.command(
    'POST',
    `/tickets/${other.number}/texts/${position}`,
    { hidden: true, reason: REASON },
    HELPDESK_COMMAND,
  );
  expect(await stream).toContain(removed);
});

it('the helpdesk still reads them, with a mark', async () => {
  const { body } = await target.get(`/tickets/${ticket.number}`, HELPDESK);
  for (const word of SECRETS) expect(body.toLowerCase()).toContain(word);
  expect(body).toContain(`Hidden from users: ${REASON}`);
});

it('leave the time of the last change as it was', async () => {
  const { body } = await target.get(`/api/tickets/${ticket.number}`, HELPDESK);
  const { modifiedAt, timeline } = JSON.parse(body);
  expect(modifiedAt).toBe(timeline[1].recordedAt);
});

it('come back when they are shown again', async () => {
  const { version } = JSON.parse((await target.get(`/api/tickets/${ticket.number}`, HELPDESK)).body);
  const form = { position: String(ticket.position), version: String(version), role: 'helpdesk' };
  const { status } = await target.post(`/tickets/${ticket.number}/show`, form, { role: 'helpdesk' });
  expect(status).toBe(303);
  await target.readable((await readHead(owner)).position);
  expect((await target.get(`/api/tickets?q=${DESCRIPTION}`, USER)).body).toContain(`boiler of ${DESCRIPTION}`);
  expect((await target.get(`/api/tickets/${ticket.number}`, USER)).body).not.toContain(MESSAGE);
});

it('reports of one browser that are many are shown to the helpdesk, and hidden together', async () => {
  const cookies = 'role=user; browser=00000000-0000-4000-8000-00000000000f';
  const numbers: number[] = [];
  for (let count = 1; count <= 5; count++) {
    const { headers } = await target.post('/tickets', { description: `free watches ${count}` }, { cookies });
    numbers.push(Number(headers.get('location')?.split('/').pop()));
  }
  await target.readable((await readHead(owner)).position);
  const page = await target.get(`/tickets/${numbers[2]}`, { role: 'helpdesk' });
  expect(page.body).toContain('5 reports from the same browser within a day:');
  expect((await target.get(`/tickets/${numbers[2]}`, { role: 'user' })).body).not.toContain('same browser');
  expect((await target.get(`/tickets/${ticket.number}`, { role: 'helpdesk' })).body).not.toContain('same browser');
  const form = { action: 'hide', reason: 'spam', ticket: numbers.join('.'), role: 'helpdesk', back: '/tickets' };
  expect((await target.post('/tickets/bulk', form, { role: 'user' })).status).toBe(403);
  expect((await target.post('/tickets/bulk', form, { role: 'helpdesk' })).body).toContain('Texts of 5 tickets hidden');
  await target.readable((await readHead(owner)).position);
  const { body } = await target.get('/api/tickets', USER);
  expect(body).not.toContain('free watches');
  expect(body.split('Removed by the helpdesk: spam')).toHaveLength(6);
});

it('stay hidden in what a reporter reads of a closed ticket', async () => {
  await hide(ticket.position);
  await send('status', { status: 'active' });
  await send('status', { status: 'closed', text: `a ${MESSAGE} fixed it` });
  const closing = (await readHead(owner)).position - 1;
  expect((await target.get(`/tickets/${ticket.number}`, USER)).body).toContain(MESSAGE);
  expect(await hide(closing)).toBe(200);
  expect(await found({ ...USER, cookies: `${USER.cookies}; mine=${ticket.number}` })).toEqual([]);
  expect((await target.get(`/tickets/${ticket.number}`, USER)).body).toContain(`Removed by the helpdesk: ${REASON}`);
});
