import { NotFoundException } from '@nestjs/common';
import type { Application, NextFunction, Request, Response } from 'express';
import { METHODS } from 'node:http';

/** Private to Express's router (docs/decisions/0104). */
export interface Layer {
  match(path: string): unknown;
  route?: Route;
}

export interface Route {
  path: string;
  methods: Record<string, boolean>;
  all(handler: (req: Request, res: Response, next: NextFunction) => void): void;
}

/** The methods of the first route pattern that this path fits, for `Allow`; none if there is no such path. */
export function allowedMethods(req: Request): string[] {
  const path = req.baseUrl + req.path;
  const routes = routesOf(req.app).filter((layer) => layer.match(path));
  const methods = new Set(routes.filter(({ route }) => route.path === routes[0]?.route.path).flatMap(methodsOf));
  if (methods.size === 0) return [];
  if (methods.has('GET')) methods.add('HEAD');
  methods.add('OPTIONS');
  return [...methods].sort();
}

/** Refuses other methods on an exact path: else `GET /tasks/batch` would be the task `batch` of `/tasks/:id`. */
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

export function stackOf(app: Application): Layer[] {
  return (app as unknown as { router: { stack: Layer[] } }).router.stack;
}

export function routesOf(app: Application): (Layer & { route: Route })[] {
  return stackOf(app).filter(
    // A route for every method is the framework's own "not found".
    (layer): layer is Layer & { route: Route } =>
      layer.route !== undefined && Object.keys(layer.route.methods).length < METHODS.length,
  );
}

export function covers(layer: Layer, other: { route: Route }): boolean {
  return Boolean(layer.match(samplePath(other.route)));
}

const samplePath = ({ path }: Route) => path.replace(/:\w+/g, 'x');

function methodsOf({ route }: { route: Route }): string[] {
  return Object.keys(route.methods)
    .filter((name) => name !== '_all')
    .map((name) => name.toUpperCase());
}
