/** @no-database */
import { RequestValidationPipe } from '../../src/common/request-validation.pipe.js';
import { ListTasksQuery } from '../../src/tasks/dto/list-tasks.query.js';

describe('what a query means', () => {
  it('is shared between requests, and none of them can change it', () => {
    const pipe = new RequestValidationPipe({});
    const read = () =>
      pipe.transform(
        { tag: ['home'], priority: ['high'] },
        { type: 'query', metatype: ListTasksQuery },
      ) as ListTasksQuery;
    const first = read();
    expect(() => first.tag?.push('of another request')).toThrow(TypeError);
    expect(() => first.priority?.reverse().push('low')).toThrow(TypeError);
    expect(() => Object.assign(first, { q: 'of another request' })).toThrow(TypeError);
    expect(read()).toEqual(first);
    expect(read().tag).toEqual(['home']);
  });
});
