import { NotFoundException } from '@nestjs/common';
import type { Application, NextFunction, Request, Response } from 'express';
import { METHODS } from 'node:http';

/** The parts of Express 5's router that tell which routes there are. */
export interface Layer {
  match(path: string): unknown;
  route?: Route;
}

export interface Route {
  path: string;
  methods: Record<string, boolean>;
  all(handler: (req: Request, res: Response, next: NextFunction) => void): void;
}

/**
 * The methods that this path answers, for `Allow`: none if there is no such path. Asked of the router itself, so it
 * cannot drift. Of several patterns that a path fits, the one that is registered first is the path's.
 */
export function allowedMethods(req: Request): string[] {
  const path = req.baseUrl + req.path;
  const routes = routesOf(req.app).filter((layer) => layer.match(path));
  const methods = new Set(routes.filter(({ route }) => route.path === routes[0]?.route.path).flatMap(methodsOf));
  if (methods.size === 0) return [];
  if (methods.has('GET')) methods.add('HEAD');
  methods.add('OPTIONS');
  return [...methods].sort();
}

/**
 * Keeps every path to its own methods: with another, `/tasks/batch` would be the task `batch` of `/tasks/:id`. Adds
 * nothing to what a request has to be compared with.
 */
export function closeShadowedMethods(app: Application): void {
  const layers = routesOf(app);
  for (const [i, { route }] of layers.entries()) {
    const later = layers.slice(i + 1);
    if (later.some((other) => other.route.path === route.path)) continue;
    const own = layers.filter((other) => other.route.path === route.path).flatMap(methodsOf);
    const isShadowed = later.some(
      (other) => covers(other, { route }) && methodsOf(other).some((name) => !own.includes(name)),
    );
    if (isShadowed) route.all(refuseOtherMethods);
  }
}

function refuseOtherMethods(req: Request, res: Response, next: NextFunction): void {
  if (req.method !== 'OPTIONS') return next(new NotFoundException());
  const allow = allowedMethods(req).join(', ');
  res.setHeader('Allow', allow);
  res.send(allow);
}

/** The router's list, in the order in which a request is compared with it: routes, and what stands between them. */
export function stackOf(app: Application): Layer[] {
  return (app as unknown as { router: { stack: Layer[] } }).router.stack;
}

/** The routes among them. */
export function routesOf(app: Application): (Layer & { route: Route })[] {
  return stackOf(app).filter(
    // A route for every method is the framework's own "not found".
    (layer): layer is Layer & { route: Route } =>
      layer.route !== undefined && Object.keys(layer.route.methods).length < METHODS.length,
  );
}

/** Whether the paths of the other route are paths of this one as well. */
export function covers(layer: Layer, other: { route: Route }): boolean {
  return Boolean(layer.match(exampleOf(other.route)));
}

const exampleOf = ({ path }: Route) => path.replace(/:\w+/g, 'x');

function methodsOf({ route }: { route: Route }): string[] {
  return Object.keys(route.methods)
    .filter((name) => name !== '_all')
    .map((name) => name.toUpperCase());
}
