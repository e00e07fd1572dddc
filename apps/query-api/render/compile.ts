import Handlebars from 'handlebars';
import type { RequestContext } from '../request/request-context.js';

/** What every template finds at its root. */
export type Root = Readonly<Record<string, unknown>> & { readonly requester: Pick<RequestContext, 'locale'> };
type Given = Readonly<Record<string, unknown>>;
/** What a template calls by name: with the root, what is given by name, and what is given in order. Text is escaped, HTML is a SafeString. */
export type Helper = (root: Root, named: Given, ...values: never[]) => unknown;
/**
 * A compiled template.
 * @param context what its names mean
 * @param block what a layout is put around
 */
export type Template = (context: unknown, root: Root, block?: () => string) => string;

/**
 * Compiles a template in the language of Handlebars, as far as the pages use it (values, helpers, if, unless, each, with, partials),
 * to one plain function. Handlebars makes two closures for each condition and looks each name up: a page took it three times as long.
 * @param partials the templates that it can use, looked up when it runs
 */
export function compile(
  source: string,
  helpers: Readonly<Record<string, Helper>>,
  partials: Readonly<Record<string, Template>>,
): Template {
  const compiler = new Compiler(new Set(Object.keys(helpers)));
  const body = `return (c0, root, block) => ${compiler.body(Handlebars.parse(source), 0)};`;
  // oxlint-disable-next-line no-new-func -- made of our own templates alone
  const make = new Function('helpers', 'partials', 'escape', 'filled', 'NONE', 'escapeText', body);
  return make(helpers, partials, Handlebars.escapeExpression, filled, {}, escapeText) as Template;
}

/** As Handlebars escapes, but for `=`, which ends nothing in a text or between quotes. */
export function escapeText(value: unknown): string {
  return Handlebars.escapeExpression(value as string).replaceAll('&#x3D;', '=');
}

/** What counts as true in a condition: a list does when it has something in it. */
function filled(value: unknown): unknown {
  return Array.isArray(value) ? value.length > 0 : value;
}

class Compiler {
  private lists = 0;
  private inTag = false;
  /** The one that the value of an attribute began with. */
  private quote = '';

  constructor(private readonly helpers: ReadonlySet<string>) {}

  /** What a function does that gives the text of a program. @param depth of its context: `c0` is the template's own */
  body(program: hbs.AST.Program, depth: number): string {
    return `{ let out = ''; ${this.statements(program, depth)} return out; }`;
  }

  private statements({ body }: hbs.AST.Program, depth: number): string {
    return body.map((statement) => this.statement(statement, depth)).join(' ');
  }

  private statement(statement: hbs.AST.Statement, depth: number): string {
    switch (statement.type) {
      case 'ContentStatement': {
        const { value } = statement as hbs.AST.ContentStatement;
        this.follow(value);
        return `out += ${JSON.stringify(value)};`;
      }
      case 'MustacheStatement': {
        const mustache = statement as hbs.AST.MustacheStatement;
        const value = this.value(mustache, depth);
        if (!mustache.escaped) return `out += ${value} ?? '';`;
        return `out += ${this.inTag && !this.quote ? 'escape' : 'escapeText'}(${value});`;
      }
      case 'BlockStatement':
        return this.block(statement as hbs.AST.BlockStatement, depth);
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return `out += ${this.partial(statement as hbs.AST.PartialBlockStatement, depth)};`;
      case 'CommentStatement':
        return '';
      default:
        throw new Error(`templates have no ${statement.type}`);
    }
  }

  /** Notes where in the HTML the next value goes. */
  private follow(html: string): void {
    for (const char of html) {
      if (!this.inTag) this.inTag = char === '<';
      else if (this.quote) this.quote = char === this.quote ? '' : this.quote;
      else if (char === '"' || char === "'") this.quote = char;
      else if (char === '>') this.inTag = false;
    }
  }

  private block({ path, params: [about], program, inverse }: hbs.AST.BlockStatement, depth: number): string {
    const value = this.expression(about as hbs.AST.Expression, depth);
    const otherwise = inverse ? ` else { ${this.statements(inverse, depth)} }` : '';
    const context = `c${depth + 1}`;
    switch ((path as hbs.AST.PathExpression).original) {
      case 'if':
        return `if (filled(${value})) { ${this.statements(program, depth)} }${otherwise}`;
      case 'unless':
        return `if (!filled(${value})) { ${this.statements(program, depth)} }${otherwise}`;
      case 'with':
        return `{ const ${context} = ${value}; if (filled(${context})) { ${this.statements(program, depth + 1)} }${otherwise} }`;
      case 'each': {
        const list = `l${this.lists++}`;
        const each = `for (const [index, ${context}] of ${list}.entries()) { const last = index === ${list}.length - 1; ${this.statements(program, depth + 1)} }`;
        return `{ const ${list} = ${value}; if (filled(${list})) { ${each} }${otherwise} }`;
      }
      default:
        throw new Error(`templates have no block ${(path as hbs.AST.PathExpression).original}`);
    }
  }

  private partial({ name, params, hash, program }: hbs.AST.PartialBlockStatement, depth: number): string {
    const { original } = name as hbs.AST.PathExpression;
    if (original === '@partial-block') return 'block()';
    const context = params[0] ? this.expression(params[0], depth) : `c${depth}`;
    const given = hash ? `{ ...${context}, ...${this.named(hash, depth)} }` : context;
    const block = program ? `, () => ${this.body(program, depth)}` : '';
    return `partials[${JSON.stringify(original)}](${given}, root${block})`;
  }

  /** The value of a name, or what a helper makes of its parameters. */
  private value({ path, params, hash }: hbs.AST.MustacheStatement | hbs.AST.SubExpression, depth: number): string {
    const { original } = path as hbs.AST.PathExpression;
    if (!this.helpers.has(original)) return this.expression(path, depth);
    const values = params.map((param) => this.expression(param, depth));
    return `helpers.${original}(${['root', hash ? this.named(hash, depth) : 'NONE', ...values].join(', ')})`;
  }

  private named({ pairs }: hbs.AST.Hash, depth: number): string {
    return `{ ${pairs.map(({ key, value }) => `${key}: ${this.expression(value, depth)}`).join(', ')} }`;
  }

  private expression(expression: hbs.AST.Expression, depth: number): string {
    if (expression.type === 'SubExpression') return this.value(expression as hbs.AST.SubExpression, depth);
    if (expression.type !== 'PathExpression') return JSON.stringify((expression as hbs.AST.StringLiteral).value);
    const { data, depth: up, parts } = expression as hbs.AST.PathExpression;
    // `@root` and `@last` are variables; every other name is looked up in its context.
    const names = data ? parts : [`c${depth - up}`, ...parts];
    return names.join('?.');
  }
}
