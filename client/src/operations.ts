import type { FetchOptions } from 'openapi-fetch';
import type { paths } from './schema.js';

/** `/api/v1/{user_id}/tasks` is `/me/tasks` here: nobody reads another's. A stream has no end, so `request` opens it. */
type ShortPath<Path> = Path extends '/api/v1/{user_id}/tasks/events'
  ? never
  : Path extends `/api/v1/{user_id}${infer Rest}`
    ? `/me${Rest}`
    : Path extends `/api/v1${infer Rest}`
      ? Rest
      : never;

type WithoutUser<Operation> = Operation extends { parameters: { path: infer InPath extends { user_id: string } } }
  ? Omit<Operation, 'parameters'> & {
      parameters: Omit<Operation['parameters'], 'path'> &
        ([Exclude<keyof InPath, 'user_id'>] extends [never] ? object : { path: Omit<InPath, 'user_id'> });
    }
  : Operation;

type Paths = {
  [Path in keyof paths as ShortPath<Path>]: { [Method in keyof paths[Path]]: WithoutUser<paths[Path][Method]> };
};

type PathWith<Method extends string> = {
  [Path in keyof Paths]: Paths[Path] extends Record<Method, unknown> ? Path : never;
}[keyof Paths];

type At<Path extends keyof Paths, Method> = Method extends keyof Paths[Path] ? Paths[Path][Method] : never;

type Options<Operation> = Omit<FetchOptions<Operation>, 'headers' | 'parseAs'> & {
  headers?: Record<string, string>;
  /** The `version` that the person saw: if the task has another by now, the answer is 412 with the task as it is. */
  ifMatch?: number;
};

type OptionsArgument<Operation> =
  object extends FetchOptions<Operation> ? [options?: Options<Operation>] : [options: Options<Operation>];

/** The body of a success. */
type Data<Operation> = Operation extends { responses: infer Answers }
  ? { [Status in keyof Answers & (200 | 201 | 202 | 204 | 207)]: BodyOf<Answers[Status]> }[keyof Answers &
      (200 | 201 | 202 | 204 | 207)]
  : never;
type BodyOf<Answer> = Answer extends { content: infer Content } ? Content[keyof Content] : undefined;

type ItemOf<Page> = Page extends { items: (infer Item)[]; has_more: boolean } ? Item : never;
type PagedPath = {
  [Path in PathWith<'get'>]: [ItemOf<Data<At<Path, 'get'>>>] extends [never] ? never : Path;
}[PathWith<'get'>];

type Caller<Method extends string> = <Path extends PathWith<Method>>(
  path: Path,
  ...options: OptionsArgument<At<Path, Method>>
) => Promise<Data<At<Path, Method>>>;

/** Every operation of the OpenAPI document. Each gives the body of its answer, or throws a TaskwardError. */
export interface Operations {
  GET: Caller<'get'>;
  POST: Caller<'post'>;
  PUT: Caller<'put'>;
  PATCH: Caller<'patch'>;
  DELETE: Caller<'delete'>;
  /** All items of a list, read page by page while they are asked for. */
  pages<Path extends PagedPath>(
    path: Path,
    ...options: OptionsArgument<At<Path, 'get'>>
  ): AsyncGenerator<ItemOf<Data<At<Path, 'get'>>>, void>;
}
