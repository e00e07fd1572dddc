import type { Command } from '../decide.js';
import {
  activated,
  answered,
  closed,
  described,
  given,
  happens,
  hiddenText,
  noOp,
  opened,
  rejection,
  shownText,
} from '#support/ticket.js';

const hide = (position: number, more: Partial<Command & { type: 'HideText' }> = {}): Command => ({
  type: 'HideText',
  position,
  reason: 'spam',
  role: 'helpdesk',
  ...more,
});
const show = (position: number, more: Partial<Command & { type: 'ShowText' }> = {}): Command => ({
  type: 'ShowText',
  position,
  role: 'helpdesk',
  ...more,
});
const conflict = { ...rejection('version.conflict'), field: 'hidden' };

describe('HideText', () => {
  it('hides a description, an edit of it and a message, on a closed ticket too', () => {
    const ticket = given(opened, described('New'), answered, activated, closed);
    for (const position of [100, 101, 102]) {
      expect(ticket.when(hide(position))).toEqual(happens({ type: 'TextHidden', data: { position, reason: 'spam' } }));
    }
  });

  it('does nothing when the text is hidden for this reason, even with an old version', () => {
    const ticket = given(opened, hiddenText(100, 'spam'));
    expect(ticket.when(hide(100, { version: 1 }))).toEqual(noOp);
    expect(ticket.when(hide(100, { reason: 'private' }))).toMatchObject({ kind: 'events' });
  });

  it('conflicts with what was hidden or shown after its version', () => {
    expect(given(opened, answered, hiddenText(100, 'x')).when(hide(101, { version: 2 }))).toEqual(conflict);
    expect(given(opened, hiddenText(100, 'x'), answered).when(hide(102, { version: 2 }))).toMatchObject({
      kind: 'events',
    });
  });

  it('is rejected to users, and for what is no text of this ticket', () => {
    expect(given(opened).when(hide(100, { role: 'user' }))).toEqual(rejection('role.not-allowed'));
    expect(given().when(hide(100))).toEqual(rejection('ticket.not-found'));
    for (const position of [99, 101]) {
      expect(given(opened, activated).when(hide(position))).toEqual(rejection('text.unknown'));
    }
    const erased = { type: 'TextErased', data: { reason: 'asked' }, role: 'operator' } as const;
    expect(given(opened, erased).when(hide(100))).toEqual(rejection('text.unknown'));
  });

  it('is rejected without a reason, and with one of more than 200 characters', () => {
    expect(given(opened).when(hide(100, { reason: '\u200b' }))).toEqual(rejection('reason.empty'));
    expect(given(opened).when(hide(100, { reason: '🔥'.repeat(200) }))).toMatchObject({ kind: 'events' });
    expect(given(opened).when(hide(100, { reason: '🔥'.repeat(201) }))).toEqual(rejection('reason.too-long'));
  });
});

describe('ShowText', () => {
  it('shows a hidden text again', () => {
    expect(given(opened, hiddenText(100, 'x')).when(show(100))).toEqual(
      happens({ type: 'TextShown', data: { position: 100 } }),
    );
  });

  it('does nothing for a text that is not hidden', () => {
    expect(given(opened).when(show(100))).toEqual(noOp);
    expect(given(opened, hiddenText(100, 'x'), shownText(100)).when(show(100, { version: 1 }))).toEqual(noOp);
  });

  it('conflicts with what was hidden or shown after its version', () => {
    expect(given(opened, hiddenText(100, 'x'), hiddenText(100, 'y')).when(show(100, { version: 2 }))).toEqual(conflict);
  });

  it('is rejected to users, and for what is no text of this ticket', () => {
    expect(given(opened).when(show(100, { role: 'user' }))).toEqual(rejection('role.not-allowed'));
    expect(given(opened).when(show(7))).toEqual(rejection('text.unknown'));
  });
});
