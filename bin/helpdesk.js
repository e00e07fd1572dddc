#!/usr/bin/env node
// `npx helpdesk <verb>`: installs and builds what is missing or stale, then bin/cli.ts.
import { build, checkNode, installPackages } from './prepare.mjs';

const say = (words) => process.stderr.write(`helpdesk: ${words}\n`);

checkNode();
installPackages(say);
build(say);
const { run } = await import('../dist/bin/cli.js');
process.exit(await run(process.argv));
