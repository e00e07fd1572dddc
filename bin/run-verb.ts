import { run } from './cli.js';

// `node dist/bin/run-verb.js <verb>`: the command line where nothing is installed or built, as in a container.
void run(process.argv).then((code) => process.exit(code));
