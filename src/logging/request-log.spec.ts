import type { Request, Response } from 'express';
import { EventEmitter } from 'node:events';
import { holdAnswer } from '../common/held-answer.js';
import type { Log } from '../common/log.js';
import { Metrics, type RequestFigures } from '../common/metrics.js';
import { Tracing } from '../common/tracing.js';
import { requestLog } from './request-log.js';

const ROUTE = '/api/v1/:user_id/tasks/events';

class Figures extends Metrics {
  readonly seen: RequestFigures[] = [];

  override request(figures: RequestFigures): void {
    this.seen.push(figures);
  }
}

class Traces extends Tracing {
  readonly ended: RequestFigures[] = [];

  override begin() {
    return {
      id: 'a trace',
      run: (next: () => void) => next(),
      end: (figures: RequestFigures) => this.ended.push(figures),
    };
  }
}

/** What is told of an answer, once it is held if it is, and at its end. */
function follow(isHeld: boolean) {
  const [figures, traces, lines] = [new Figures(), new Traces(), [] as object[]];
  const log = { info: (line: object) => void lines.push(line) } as Log;
  const req = { method: 'GET', headers: {}, id: 'x', route: { path: ROUTE } } as unknown as Request;
  const res = Object.assign(new EventEmitter(), { locals: {}, statusCode: 200, writableFinished: false });
  requestLog(log, figures, traces)(req, res as unknown as Response, () => {});
  if (isHeld) holdAnswer(res as unknown as Response);
  const whenHeld = [...traces.ended];
  res.emit('close');
  return { whenHeld, traced: traces.ended, counted: figures.seen, lines };
}

describe('an answer', () => {
  it('has a time, a trace and a line when it ends', () => {
    const { whenHeld, traced, counted, lines } = follow(false);
    expect(whenHeld).toEqual([]);
    const expected = {
      method: 'GET',
      route: ROUTE,
      status: 'aborted',
      errorCode: '',
      seconds: expect.any(Number) as number,
    };
    expect([traced, counted]).toEqual([[expected], [expected]]);
    expect(lines).toMatchObject([{ request_id: 'x', trace_id: 'a trace', route: ROUTE, status: 200, aborted: true }]);
  });

  it('that is held has no time, and its trace ends when it is', () => {
    const { whenHeld, traced, counted, lines } = follow(true);
    const expected = { method: 'GET', route: ROUTE, errorCode: '' };
    expect(whenHeld).toEqual([{ ...expected, status: '200' }]);
    expect(traced).toEqual(whenHeld);
    expect(counted).toEqual([{ ...expected, status: 'aborted' }]);
    expect(lines).toHaveLength(1);
  });
});
