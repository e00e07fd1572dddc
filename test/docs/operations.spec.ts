import { readdirSync, readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';

const FOLDER = ['docs', 'operations'] as const;
const files = ['docs/operations.md', ...readdirSync(projectPath(...FOLDER)).map((name) => [...FOLDER, name].join('/'))];
const COMMAND =
  /`(?:npx|docker|node|systemctl|systemd-run|sudo|apt-get|pg_\w+|create\w+|select|alter|caddy|useradd|ulimit|grep) [^`]+`|^ *```/m;
/** A specification, a trial that is told, or the admission. */
const TRIED = /_By a test:_.*\]\(.+\.spec\.ts\)|_By hand:_|not run/;

/** Each chapter with its heading; what is deeper belongs to it. */
const chapters = files.flatMap((file) =>
  readFileSync(projectPath(file), 'utf8')
    .split(/^(?=##? )/m)
    .filter((text) => COMMAND.test(text))
    .map((text) => ({ place: `${file}, ${text.split('\n')[0]}`, text })),
);

it.each(chapters)('$place says how its commands were tried', ({ text }) => {
  expect(text.replaceAll('\n', ' ')).toMatch(TRIED);
});
