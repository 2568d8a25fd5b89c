import { parseSort } from '../dto/sort.js';
import { titleOrderOf } from '../text-forms.js';
import { orderKeys, positionOf } from './sort-keys.js';

const ID = '01a1fd5b-f6cc-77cc-9f75-62489816259f';
const task = {
  id: ID,
  title: 'Äpfel 10',
  priority: 'high',
  completed: true,
  due_date: null,
  due_at: null,
  created_at: '2026-12-01T00:00:00.000Z',
  updated_at: '2026-12-02T00:00:00.000Z',
  version: 42,
};

describe('the columns of an order', () => {
  it.each([
    ['title', ['title_order', 'id'], [false, false]],
    ['-title', ['title_order', 'id'], [true, true]],
    ['-priority,title', ['priority', 'title_order', 'id'], [true, false, false]],
    ['title,-created_at', ['title_order', 'created_at', 'id'], [false, true, true]],
  ])('of %s end with the id, in the direction of the last', (text, columns, directions) => {
    const keys = orderKeys(parseSort(text)!);
    expect(keys.map(({ sql }) => sql)).toEqual(columns);
    expect(keys.map(({ descending }) => descending)).toEqual(directions);
  });

  it('end with the version, which no two tasks share, where it is asked for', () => {
    expect(orderKeys(parseSort('-title,updated_at,due')!).map(({ sql }) => sql)).toEqual(['title_order', 'version']);
  });

  it('are the id alone where nothing is asked for', () => {
    expect(orderKeys([]).map(({ sql, descending }) => [sql, descending])).toEqual([['id', false]]);
  });

  it('are called by one name for both directions', () => {
    const columnOf = (text: string) => orderKeys(parseSort(text)!)[0]!.sql;
    expect(columnOf('due')).toBe(columnOf('-due'));
  });
});

describe('the position of a task', () => {
  it.each([
    ['created_at', {}, ['2026-12-01T00:00:00.000Z', ID]],
    ['-updated_at', {}, [42]],
    ['title,updated_at,priority', {}, [titleOrderOf('Äpfel 10'), 42]],
    ['priority,completed', {}, [3, true, ID]],
    ['title', {}, [titleOrderOf('Äpfel 10'), ID]],
    ['title', { title: '' }, [titleOrderOf(''), ID]],
    ['due', {}, ['infinity', ID]],
    ['-due', {}, ['-infinity', ID]],
    ['due', { due_date: '2026-02-28' }, ['2026-02-28', ID]],
    ['-due', { due_date: '0001-01-01' }, ['0001-01-01', ID]],
    ['due', { due_at: '9999-12-31T23:59:59.999Z' }, ['9999-12-31T23:59:59.999Z', ID]],
  ])('in %s, with %j', (sort, fields, position) => {
    expect(positionOf(JSON.stringify({ ...task, ...fields }), parseSort(sort)!)).toEqual(position);
  });
});
