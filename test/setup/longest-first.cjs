const { join, relative } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

const root = join(__dirname, '..', '..');

/** What takes longest, longest first: begun last, it would keep the other workers waiting at the end. */
const LONG = [
  'test/pages/access',
  'test/launcher',
  'test/pages/live',
  'bin/cli',
  'test/faults/quick',
  'test/pages/journeys',
  'test/pages/work',
  'test/reference/figures',
  'test/multi-instance/multi-instance',
  'test/monitoring/health',
  'training/ship',
  'bin/erasure/erasure',
  'bin/backup/drill',
  'test/pages/reach',
  'test/pages/writing',
  'test/security/crowd',
  'test/monitoring/alarms',
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
