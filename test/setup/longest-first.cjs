const { join, relative } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

const root = join(__dirname, '..', '..');

/** What takes longest goes first: begun last, it would keep the other worker waiting. Who waits much takes turns with who computes much. */
const LONG = [
  'test/pages/access',
  'test/monitoring/trouble',
  'test/pages/live',
  'test/launcher',
  'test/reference/figures',
  'bin/erasure/erasure',
  'test/pages/writing',
  'test/faults/quick',
  'test/pages/journeys',
  'apps/command-api/relay/relay',
  'test/pages/work',
  'bin/cli',
  'test/pages/comfort',
  'test/multi-instance/multi-instance',
  'test/pages/queue',
  'test/monitoring/health',
  'test/pages/first-day',
  'bin/backup/drill',
  'test/security/crowd',
  'test/monitoring/alarms',
  'test/security/parameters',
  'test/pages/reach',
].map((name) => `${name}.spec.ts`);

/** Jest itself goes by the sizes of the files where it has not seen them run, as in a fresh clone. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => turnOf(one) - turnOf(other));
  }
};

function turnOf({ path }) {
  const place = LONG.indexOf(relative(root, path));
  return place < 0 ? LONG.length : place;
}
