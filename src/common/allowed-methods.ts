import type { Request } from 'express';
import { METHODS } from 'node:http';

/** The parts of Express 5's router that tell which routes there are. */
interface Layer {
  match(path: string): boolean;
  route?: { methods: Record<string, boolean> };
}

/** The methods that this path answers, for `Allow`: none if there is no such path. Asked of the router itself, so it cannot drift. */
export function allowedMethods(req: Request): string[] {
  const { stack } = (req.app as unknown as { router: { stack: Layer[] } }).router;
  const methods = new Set<string>();
  for (const layer of stack) {
    if (layer.route === undefined || !layer.match(req.baseUrl + req.path)) continue;
    const own = Object.keys(layer.route.methods);
    // A route for every method is the framework's own "not found".
    if (own.length < METHODS.length) for (const method of own) methods.add(method.toUpperCase());
  }
  if (methods.size === 0) return [];
  if (methods.has('GET')) methods.add('HEAD');
  methods.add('OPTIONS');
  return [...methods].sort();
}
