import type { Problem } from '../common/problem.js';
import type { CreateTaskDto } from './dto/create-task.dto.js';
import type { UpdateTaskDto } from './dto/update-task.dto.js';
import type { Extra } from './extra.js';
import { leavesTrash, mergeFields, newTask, trashBegins } from './task-rules.js';

const NOW = new Date('2026-12-01T12:00:00.000Z');
const EARLIER = new Date('2026-11-01T12:00:00.000Z');
const AT = new Date('2026-12-24T18:00:00.000Z');

const BASE = {
  title: 'Milk',
  description: 'two litres' as string | null,
  completed: false,
  completedAt: null as Date | null,
  priority: 2,
  dueDate: null as string | null,
  dueAt: null as Date | null,
  tags: ['home'],
  parentId: null,
  position: 'a1',
  extra: null as Extra | null,
};

const merged = (dto: UpdateTaskDto, base: Partial<typeof BASE> = {}) => mergeFields(dto, { ...BASE, ...base }, NOW);

const faultsOf = (dto: UpdateTaskDto, base: Partial<typeof BASE> = {}) => {
  try {
    merged(dto, base);
    return [];
  } catch (error) {
    return (error as Problem).errors!.map(({ pointer, code }) => `${code} ${pointer}`);
  }
};

describe('the fields of a task after a change', () => {
  it.each<[UpdateTaskDto, Partial<typeof BASE>, Partial<typeof BASE>]>([
    [{}, {}, {}],
    [{ title: '' }, {}, { title: '' }],
    [{ description: null }, {}, { description: null }],
    [{ description: '' }, {}, { description: '' }],
    [{ description: undefined }, {}, {}],
    [{ priority: 'none' }, {}, { priority: 0 }],
    [{ priority: 'high' }, {}, { priority: 3 }],
    [{ tags: [] }, {}, { tags: [] }],
    [{ tags: ['a', 'b'] }, {}, { tags: ['a', 'b'] }],
    [{ due_date: '2026-12-24' }, {}, { dueDate: '2026-12-24' }],
    [{ due_at: '2026-12-24T19:00:00+01:00' }, {}, { dueAt: AT }],
    [{ due_date: null }, { dueDate: '2026-12-24' }, { dueDate: null }],
    [{ due_at: null }, { dueAt: AT }, { dueAt: null }],
    [{ due_date: null, due_at: AT.toISOString() }, { dueDate: '2026-12-24' }, { dueDate: null, dueAt: AT }],
    [{ due_at: null, due_date: '2026-12-24' }, { dueAt: AT }, { dueDate: '2026-12-24', dueAt: null }],
    [{ extra: { a: null } }, { extra: { b: 1 } }, { extra: { a: null } }],
    [{ extra: null }, { extra: { b: 1 } }, { extra: null }],
    [{ clear: ['extra'] }, { extra: { b: 1 } }, { extra: null }],
    [{ clear: [] }, {}, {}],
    [{ clear: ['description'] }, {}, { description: null }],
    [{ clear: ['due_date'], due_at: AT.toISOString() }, { dueDate: '2026-12-24' }, { dueDate: null, dueAt: AT }],
    [{ clear: ['description'], description: null }, {}, { description: null }],
  ])('%j on %j', (dto, base, changed) => expect(merged(dto, base)).toEqual({ ...BASE, ...base, ...changed }));

  it.each<[string, UpdateTaskDto, Partial<typeof BASE>, Date | null]>([
    ['is completed', { completed: true }, {}, NOW],
    ['is completed again', { completed: true }, { completed: true, completedAt: EARLIER }, EARLIER],
    ['stays completed', { title: 'x' }, { completed: true, completedAt: EARLIER }, EARLIER],
    ['is opened', { completed: false }, { completed: true, completedAt: EARLIER }, null],
    ['stays open', { title: 'x' }, {}, null],
  ])('know since when it is completed, where it %s', (_, dto, base, completedAt) => {
    expect(merged(dto, base).completedAt).toEqual(completedAt);
  });

  it.each<[UpdateTaskDto, Partial<typeof BASE>, string[]]>([
    [{ due_date: '2026-12-24', due_at: AT.toISOString() }, {}, ['CONFLICTING_FIELDS /due_at']],
    [{ due_date: '2026-12-24' }, { dueAt: AT }, ['CONFLICTING_FIELDS /due_date']],
    [{ due_at: AT.toISOString() }, { dueDate: '2026-12-24' }, ['CONFLICTING_FIELDS /due_at']],
    [{ due_date: '2026-12-24', due_at: null }, { dueAt: AT }, []],
    [{ clear: ['description'], description: 'x' }, {}, ['CONFLICTING_FIELDS /clear/0']],
    [{ clear: ['description'], description: '' }, {}, ['CONFLICTING_FIELDS /clear/0']],
    [{ clear: ['extra'], extra: {} }, {}, ['CONFLICTING_FIELDS /clear/0']],
    [
      { clear: ['due_at', 'description', 'due_date'], description: 'x', due_date: '2026-12-24' },
      {},
      ['CONFLICTING_FIELDS /clear/1', 'CONFLICTING_FIELDS /clear/2'],
    ],
  ])('%j on %j is told of: %j', (dto, base, faults) => expect(faultsOf(dto, base)).toEqual(faults));

  it('leave those before the change alone', () => {
    const before = structuredClone(BASE);
    merged({ title: 'x', tags: ['y'], completed: true, clear: ['description'] });
    expect(BASE).toEqual(before);
  });
});

describe('a new task', () => {
  const NEW = { title: 'Milk' } as CreateTaskDto;
  const made = (dto: Partial<CreateTaskDto>) => newTask('user', 'id', { ...NEW, ...dto }, NOW);
  const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

  it('is of now, and completed now, unless it says when', () => {
    expect(made({ completed: true })).toMatchObject({ createdAt: NOW, updatedAt: NOW, completedAt: NOW });
    expect(made({ completed: true, completed_at: null })).toMatchObject({ completedAt: NOW });
    expect(made({ completed_at: null })).toMatchObject({ completedAt: null });
    const times = { created_at: ago(90), completed_at: '2026-12-01T12:30:00.0009+01:00' };
    expect(made({ completed: true, ...times })).toMatchObject({
      createdAt: new Date('2026-12-01T10:30:00.000Z'),
      completedAt: new Date('2026-12-01T11:30:00.000Z'),
      updatedAt: NOW,
    });
  });

  it.each<[Partial<CreateTaskDto>, string[]]>([
    [{ created_at: ago(-5) }, []],
    [{ created_at: ago(-5.001) }, ['INVALID_VALUE /created_at']],
    [{ completed: true, completed_at: ago(-5) }, []],
    [{ completed: true, completed_at: ago(-6) }, ['INVALID_VALUE /completed_at']],
    [{ completed_at: ago(1) }, ['CONFLICTING_FIELDS /completed_at']],
    [{ completed: false, completed_at: ago(1) }, ['CONFLICTING_FIELDS /completed_at']],
    [{ completed: true, completed_at: ago(5), created_at: ago(1) }, []],
  ])('with %j is told of: %j', (dto, faults) => {
    try {
      made(dto);
      expect(faults).toEqual([]);
    } catch (error) {
      expect((error as Problem).errors?.map(({ pointer, code }) => `${code} ${pointer}`)).toEqual(faults);
    }
  });
});

describe('the trash', () => {
  it('keeps a task for thirty days of 24 hours, to the millisecond', () => {
    expect(trashBegins(NOW).toISOString()).toBe('2026-11-01T12:00:00.000Z');
    expect(leavesTrash(EARLIER)).toBe(NOW.getTime());
    expect(leavesTrash(trashBegins(NOW))).toBe(NOW.getTime());
  });
});
