import { StartError } from '#libs/local-stack/start-error.js';
import { freePort, whyNot } from '#libs/local-stack/ports.js';
import type { Config } from '#libs/platform/config.js';
import { startsNotifier } from './app-settings.js';

/**
 * The settings with a port for each app that nobody uses yet.
 * @throws {StartError} naming a taken one and how to choose another
 */
export async function claimPorts(config: Config): Promise<Config> {
  const claim = async (hostName: HostName, name: PortName): Promise<number> => {
    const port = config[name] || (await freePort());
    const problem = await whyNot(port, config[hostName]);
    if (problem === 'EADDRINUSE') {
      throw new StartError(
        `Port ${port} is taken by another program: end that one, or choose another with ${name}=${port + 10} npm start.`,
      );
    }
    if (problem === 'EACCES')
      throw new StartError(`Port ${port} may not be used by this user: choose one above 1023 with ${name}.`);
    if (problem)
      throw new StartError(
        `This machine cannot listen on ${config[hostName]} (${problem}): choose another ${hostName}.`,
      );
    return port;
  };
  return {
    ...config,
    PORT: await claim('HOST', 'PORT'),
    COMMAND_API_PORT: await claim('COMMAND_API_HOST', 'COMMAND_API_PORT'),
    PROJECTOR_PORT: await claim('PROJECTOR_HOST', 'PROJECTOR_PORT'),
    ...(startsNotifier(config) && { NOTIFIER_PORT: await claim('NOTIFIER_HOST', 'NOTIFIER_PORT') }),
  };
}
type PortName = 'PORT' | 'COMMAND_API_PORT' | 'PROJECTOR_PORT' | 'NOTIFIER_PORT';
type HostName = 'HOST' | 'COMMAND_API_HOST' | 'PROJECTOR_HOST' | 'NOTIFIER_HOST';
