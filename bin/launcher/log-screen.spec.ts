import { Writable } from 'node:stream';
import { LogScreen } from './log-screen.js';

const LINE = {
  time: '2026-11-25T12:00:00.000Z',
  level: 'log',
  message: 'OpenTicket accepted',
  correlationId: 'c0ffee',
};

function shown(verbose: boolean, level: string): string {
  let text = '';
  const out = new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()) });
  const screen = new LogScreen(out, verbose);
  screen.show('');
  screen.app('command-api', JSON.stringify({ ...LINE, level }));
  return text;
}

describe('the screen', () => {
  it('shows what an app says, without its correlation id', () => {
    expect(shown(false, 'log')).toMatch(/^command-api +\| \d\d:\d\d:\d\d OpenTicket accepted\n$/);
  });

  it('shows the id of what went wrong, and of everything when it is verbose', () => {
    expect(shown(false, 'error')).toContain('ERROR OpenTicket accepted (c0ffee)');
    expect(shown(true, 'log')).toContain('OpenTicket accepted (c0ffee)');
  });
});
