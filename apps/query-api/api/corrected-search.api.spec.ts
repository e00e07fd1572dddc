import { ApiWorld } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;
let day = 0;

async function opened(number: number, description: string): Promise<void> {
  const at = new Date(Date.UTC(2026, 9, ++day)).toISOString();
  await api.opened(number, description, 'technical-it', at);
}

async function close(number: number): Promise<void> {
  const at = new Date(Date.UTC(2026, 9, ++day)).toISOString();
  await api.event(number, 'StatusChanged', { from: 'open', to: 'active' }, { role: 'helpdesk', at });
  await api.event(number, 'StatusChanged', { from: 'active', to: 'closed' }, { role: 'helpdesk', at });
}

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await opened(1, 'The wifi is slow in the library');
  await opened(2, 'No wifi in room b12, printing works');
  await opened(3, 'The projector of hall 2 is dark, the heating too');
  await opened(4, 'heated discussion about heating');
  await opened(5, 'A secret rendezvous of the wiki');
  await opened(6, 'A wiki, a wiki');
  await opened(7, 'Another wiki');
  for (const number of [5, 6, 7]) await close(number);
});
afterAll(() => api?.close());

const search = async (query: string, role = 'helpdesk'): Promise<{ numbers: number[]; corrected: unknown }> => {
  const { status, body } = await api.get(`/api/tickets?sort=number&${query}`, role);
  expect(status).toBe(200);
  return { numbers: body.items.map((item: { number: number }) => item.number), corrected: body.corrected };
};

it.each([
  ['q=wfii', [1, 2], [['wfii', 'wifi']]],
  ['q=iwfi', [1, 2], [['iwfi', 'wifi']]],
  ['q=WIFFI', [1, 2], [['WIFFI', 'wifi']]],
  ['q=xifi', [1, 2], [['xifi', 'wifi']]],
  ['q=projecor', [3], [['projecor', 'projector']]],
  ['q=porjcetor', [3], [['porjcetor', 'projector']]],
  ['q=haeting', [3, 4], [['haeting', 'heating']]],
  ['q=libary+slow', [1], [['libary', 'library']]],
  ['q=wfii+libary', [1], [['wfii', 'wifi'], ['libary', 'library']]], // prettier-ignore
  ['q=wfii&status=open', [1, 2], [['wfii', 'wifi']]],
])('%s finds what was meant, and says so', async (query, numbers, words) => {
  const corrected = words.map(([typed, meant]) => ({ typed, meant }));
  expect(await search(query)).toEqual({ numbers, corrected });
});

it('takes the word that more tickets have, of two equally near', async () => {
  // wiki: three tickets, wifi: two.
  expect(await search('q=wixi')).toMatchObject({ numbers: [5, 6, 7], corrected: [{ typed: 'wixi', meant: 'wiki' }] });
});

it.each([
  ['what is found', 'q=wifi', [1, 2]],
  ['the beginning of a word', 'q=proj', [3]],
  ['known words that no ticket has together', 'q=projector+slow', []],
  ['a word with a digit', 'q=b122', []],
  ['two mistakes in a short word', 'q=wxfx', []],
  ['three mistakes', 'q=pxojxctxr', []],
  ['very short words', 'q=nx', []],
  ['a word that only other statuses have', 'q=wfii&status=closed', []],
  ['a past moment', 'q=wfii&at=2026-10-20T00:00:00Z', []],
])('leaves %s as it is', async (_what, query, numbers) => {
  expect(await search(query)).toEqual({ numbers, corrected: undefined });
});

describe('to a user', () => {
  it('corrects towards the tickets that are not closed, however frequent a word of closed ones is', async () => {
    expect(await search('q=wixi', 'user')).toEqual({ numbers: [1, 2], corrected: [{ typed: 'wixi', meant: 'wifi' }] });
  });

  it('names no word that only closed tickets have', async () => {
    const { body, text } = await api.get('/api/tickets?q=rendezvos', 'user');
    expect(body.items).toEqual([]);
    expect(text).not.toContain('rendezvous');
    expect((await search('q=rendezvos')).numbers).toEqual([5]);
  });

  it('answers a word that only closed tickets have like one that nobody ever wrote', async () => {
    // Were wiki taken as known, its not being corrected would tell of it.
    expect(await search('q=wiki', 'user')).toEqual({ numbers: [1, 2], corrected: [{ typed: 'wiki', meant: 'wifi' }] });
    expect((await search('q=wiki')).numbers).toEqual([5, 6, 7]);
  });
});

it('goes on with the cursor of a corrected page', async () => {
  const first = await api.get('/api/tickets?q=wfii&sort=number&limit=1');
  expect(first.body.items).toMatchObject([{ number: 1 }]);
  const second = await api.get(`/api/tickets?q=wfii&sort=number&limit=1&cursor=${first.body.nextCursor}`);
  expect(second.body).toMatchObject({ items: [{ number: 2 }], nextCursor: null });
});

it.each([
  ['en', 'No results for “\u2068wfii\u2069”. Showing “\u2068wifi\u2069”.', 'Search only for “\u2068wfii\u2069”'],
  ['it', 'Nessun risultato per «\u2068wfii\u2069». Risultati per «\u2068wifi\u2069».', 'Cerca solo «\u2068wfii\u2069»'],
])('says it on the page, with a link to just what was typed (%s)', async (language, sentence, exactly) => {
  const { text } = await api.get('/tickets?q=wfii', 'user', { 'Accept-Language': language, Cookie: 'role=user' });
  expect(text).toContain(sentence);
  expect(text).toContain(`href="/tickets?q=%22wfii%22">${exactly}</a>`);
  expect(text).toContain('No wifi in room b12');
});

it('names the words beyond those that count', async () => {
  const words = Array.from({ length: 17 }, (_, i) => `w${i}`).join('+');
  const { text } = await api.get(`/tickets?q=${words}`, 'user', { Cookie: 'role=user' });
  expect(text).toContain('Only 16 words count. Not searched: \u2068w16\u2069');
});
