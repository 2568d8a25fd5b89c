/** How many characters some texts may have, by the variables that set it. Each application has its own. */
export abstract class TextLimits {
  readonly [variable: string]: number;
}

const limitsOf = new WeakMap<object, TextLimits>();

export function setTextLimits(dto: object, limits: TextLimits): void {
  limitsOf.set(dto, limits);
}

export function textLimit(dto: object, variable: string): number {
  const limit = limitsOf.get(dto)?.[variable];
  if (limit === undefined) throw new TypeError(`A body whose texts ${variable} limits was validated without limits`);
  return limit;
}

/** In a schema: `maxLength` is what this variable says. */
export const MAX_LENGTH = 'x-max-length';
