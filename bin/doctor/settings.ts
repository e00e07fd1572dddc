import { readFileSync } from 'node:fs';
import type { Config } from '#libs/platform/config.js';
import { bad, ok, warning, type Diagnosis } from './finding.js';

const LOOPBACK = /^(127\.|localhost$|::1$)/;
/** The oldest major of Node that still gets fixes. https://nodejs.org/en/about/previous-releases */
const NODE = 22;

/** What the settings themselves show. */
export function checkSettings(config: Config): Diagnosis[] {
  return [node(), address(config), commandApi(config), notifier(config), emergency(config)];
}

function node(): Diagnosis {
  const words = `Node ${process.versions.node}`;
  if (Number(process.versions.node.split('.')[0]) >= NODE) return ok('node', words);
  return warning('node', `${words} gets no more fixes: install Node 24.`);
}

function address({ HELPDESK_URL: url, HOST: host }: Config): Diagnosis {
  if (url?.startsWith('https:')) return ok('address', url);
  if (url)
    return warning('address', `${url} is not encrypted: put a proxy with a certificate in front (deploy/Caddyfile).`);
  if (LOOPBACK.test(host)) return ok('address', 'Only this machine reaches the pages.');
  return warning(
    'address',
    `HOST is ${host}, and HELPDESK_URL is not set: other names than addresses are answered 421.`,
  );
}

/** Whoever reaches command-api speaks in any role. */
function commandApi(config: Config): Diagnosis {
  if (config.COMMAND_API_TOKEN) return ok('command-api', 'It asks for a token.');
  const reached = !LOOPBACK.test(config.COMMAND_API_HOST);
  if (reached)
    return bad('command-api', `It listens on ${config.COMMAND_API_HOST} and asks for no token: set COMMAND_API_TOKEN.`);
  if (config.HELPDESK_ROLE_FROM === 'proxy') {
    return warning(
      'command-api',
      'The role is guarded, but any program of this machine may send commands: set COMMAND_API_TOKEN.',
    );
  }
  return ok('command-api', 'Only this machine reaches it.');
}

/** Whoever reaches the notifier subscribes any address and reads what was delivered. */
function notifier({ NOTIFIER_HOST: host, NOTIFIER_TOKEN: token }: Config): Diagnosis {
  if (token || LOOPBACK.test(host))
    return ok('notifier', token ? 'It asks for a token.' : 'Only this machine reaches it.');
  return bad('notifier', `It listens on ${host} and asks for no token: set NOTIFIER_TOKEN.`);
}

function emergency({ HELPDESK_ABOUT: file }: Config): Diagnosis {
  const missing = 'No emergency number is set: add "emergency" to the file that HELPDESK_ABOUT names.';
  if (!file) return warning('emergency', missing);
  try {
    const { emergency: number } = JSON.parse(readFileSync(file, 'utf8')) as { emergency?: string };
    return number ? ok('emergency', number) : warning('emergency', missing);
  } catch {
    return bad('emergency', `The file ${file} of HELPDESK_ABOUT cannot be read.`);
  }
}
