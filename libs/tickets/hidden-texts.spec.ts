import { asUsersSee, removedText, withHiddenMarks } from './hidden-texts.js';
import { answered, described, eventsOf, hiddenText, opened, shownText } from '#support/ticket.js';

const story = eventsOf(
  { ...opened, name: 'Ada' },
  described('New'),
  answered,
  hiddenText(100, 'spam'),
  hiddenText(102, null),
  hiddenText(101, 'x'),
  shownText(101),
);

it('marks hidden texts for the helpdesk, and leaves them readable', () => {
  const marked = withHiddenMarks(story);
  expect(marked.map(({ hidden }) => hidden)).toEqual(['spam', undefined, null, ...Array(4).fill(undefined)]);
  expect(marked.map(({ data, name }) => ({ data, name }))).toEqual(story.map(({ data, name }) => ({ data, name })));
});

it('takes hidden texts, their deciding words and the names of their writers from users', () => {
  const [opening, edit, message] = asUsersSee(story);
  expect(opening).toMatchObject({
    hidden: 'spam',
    data: { number: 17, description: null, classification: { words: [] } },
  });
  expect(opening?.name).toBeUndefined();
  expect(edit).toEqual(story[1]);
  expect(message).toMatchObject({ hidden: null, data: { text: null } });
});

it('says in their place why', () => {
  expect([removedText('spam'), removedText(null)]).toEqual([
    'Removed by the helpdesk: spam',
    'Removed by the helpdesk',
  ]);
});
