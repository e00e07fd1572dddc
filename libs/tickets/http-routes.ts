import { z } from 'zod';
import { COMMAND_NAMES, definitionOf, type CommandName } from './commands.js';

type Members = Readonly<Record<string, unknown>>;

/** An HTTP route and the commands that it takes: more than one where the body distinguishes them. */
export interface HttpRoute {
  readonly names: readonly [CommandName, ...CommandName[]];
  readonly body: z.ZodType;
}

const routeOf = (name: CommandName): string => `${definitionOf(name).method} ${definitionOf(name).path}`;

/** Every route, in the order of the commands. */
export const HTTP_ROUTES: readonly HttpRoute[] = [...new Set(COMMAND_NAMES.map(routeOf))].map((route) => {
  const names = COMMAND_NAMES.filter((name) => routeOf(name) === route) as [CommandName, ...CommandName[]];
  const [body, ...others] = names.map(bodyOf);
  return { names, body: others.length === 0 && body ? body : z.union(names.map(bodyOf)) };
});

/** Members of a body that are in the address. */
export function membersInPath(name: CommandName): string[] {
  return [...definitionOf(name).path.matchAll(/:(\w+)/g)].flatMap(([, member = '']) => (member === 'id' ? [] : member));
}

function bodyOf(name: CommandName): z.ZodObject {
  const { body, tells = {} } = definitionOf(name);
  const inPath = new Set(membersInPath(name));
  const rest = Object.entries(body.shape).filter(([member]) => !inPath.has(member));
  const literals = Object.entries(tells).map(([member, value]) => [member, z.literal(value)]);
  return z.strictObject(Object.fromEntries([...literals, ...rest]) as z.ZodRawShape);
}

/** The command that a request of a route asks for. */
export function fromHttp(
  { names }: HttpRoute,
  inPath: Members,
  content: Members,
): { type: CommandName; body: Members } {
  const isMeant = (name: CommandName): boolean =>
    Object.entries(definitionOf(name).tells ?? {}).every(([member, value]) => content[member] === value);
  const type = names.find(isMeant) ?? names[0];
  const tells = definitionOf(type).tells ?? {};
  const own = Object.entries(content).filter(([member]) => !(member in tells));
  return { type, body: { ...Object.fromEntries(own), ...inPath } };
}

/** A command as it is sent by HTTP: the address below `/tickets`, and the content. */
export function toHttp(
  name: CommandName,
  ticket: number | undefined,
  body: Members,
): { path: string; content: Members } {
  const { path, tells } = definitionOf(name);
  const inPath = new Set(membersInPath(name));
  const content = Object.fromEntries(Object.entries(body).filter(([member]) => !inPath.has(member)));
  const values: Members = { ...body, id: ticket };
  return {
    path: path.replace(/:(\w+)/g, (_, member: string) => String(values[member])),
    content: { ...tells, ...content },
  };
}
