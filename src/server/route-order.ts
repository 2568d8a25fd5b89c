import type { Application } from 'express';
import { covers, routesOf, stackOf } from './allowed-methods.js';

/** So that `/users/me` is never the user `me` of `/users/:id`, whichever module is imported first. */
export function putExactPathsFirst(app: Application): void {
  const stack = stackOf(app);
  const routes = routesOf(app);
  for (const layer of routes) {
    const rivals = routes.filter((other) => covers(other, layer) && !covers(layer, other));
    const [from, to] = [stack.indexOf(layer), Math.min(...rivals.map((other) => stack.indexOf(other)))];
    if (to < from) stack.splice(to, 0, ...stack.splice(from, 1));
  }
}
