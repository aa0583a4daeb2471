import { describe, expect, it } from 'vitest';
import { parseFrame } from '../../src/transport/frame.js';

describe('a response', () => {
  it('keeps its members', () => {
    const frame = parseFrame(
      '{"kind":"resp","reqId":"7","code":200,"type":".ams.ms.X$Response","body":{"sequence":3}}',
    );

    expect(frame).toEqual({ kind: 'resp', reqId: '7', code: 200, type: '.ams.ms.X$Response', body: { sequence: 3 } });
  });

  it('may have a number as its id', () => {
    expect(parseFrame('{"kind":"resp","reqId":7,"code":200}')).toMatchObject({ kind: 'resp', reqId: '7' });
  });

  it('needs no code, type or body', () => {
    expect(parseFrame('{"kind":"resp","reqId":"7"}')).toEqual({ kind: 'resp', reqId: '7' });
  });

  it.each([
    ['"code":null', {}],
    ['"type":null', {}],
    ['"code":null,"type":null', {}],
    ['"code":"200"', { code: 200 }],
    ['"code":"404","type":null', { code: 404 }],
    ['"code":200,"type":null', { code: 200 }],
    ['"code":null,"type":".x"', { type: '.x' }],
  ])('with %s is read as if it were written in the usual way', (members, rest) => {
    expect(parseFrame(`{"kind":"resp","reqId":"7",${members}}`)).toStrictEqual({ kind: 'resp', reqId: '7', ...rest });
  });

  it('keeps unknown members', () => {
    expect(parseFrame('{"kind":"resp","reqId":7,"traceId":"x"}')).toMatchObject({ traceId: 'x' });
  });

  it.each(['text', '[1]', 'null', '17', 'false', '""'])('may have the body %s', (body) => {
    const json = body === 'text' ? '"text"' : body;

    expect(parseFrame(`{"kind":"resp","reqId":"7","code":200,"body":${json}}`)).toMatchObject({
      body: JSON.parse(json) as unknown,
    });
  });
});

describe('a notification', () => {
  it('keeps its members', () => {
    const frame = parseFrame('{"kind":"notification","type":".ams.ms.OnlineEventDistribution","body":{"sequence":0}}');

    expect(frame).toEqual({ kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body: { sequence: 0 } });
  });

  it('needs no type or body', () => {
    expect(parseFrame('{"kind":"notification"}')).toEqual({ kind: 'notification' });
  });

  it('has no type if that is null', () => {
    const frame = parseFrame('{"kind":"notification","type":null,"body":{"a":null}}');

    expect(frame).toStrictEqual({ kind: 'notification', body: { a: null } });
  });
});

describe('unreadable text', () => {
  it.each([
    ['', 'not JSON'],
    ['hello', 'not JSON'],
    ['{"kind":"resp"', 'not JSON'],
    ['\0\u0001\uFFFD', 'not JSON'],
    ['null', 'not an object'],
    ['17', 'not an object'],
    ['"resp"', 'not an object'],
    ['true', 'not an object'],
    ['[]', 'unknown kind'],
    ['[{"kind":"resp","reqId":"1"}]', 'unknown kind'],
    ['{}', 'unknown kind'],
    ['{"kind":"req","id":"1","type":"x"}', 'unknown kind'],
    ['{"kind":["resp"],"reqId":"1"}', 'unknown kind'],
    ['{"kind":null}', 'unknown kind'],
    ['{"__proto__":{"kind":"resp"},"reqId":"1"}', 'unknown kind'],
    ['{"kind":"resp"}', 'without a request id'],
    ['{"kind":"resp","reqId":null}', 'without a request id'],
    ['{"kind":"resp","reqId":{"toString":"1"}}', 'without a request id'],
    ['{"kind":"resp","reqId":"1","code":"OK"}', 'whose code is not a number'],
    ['{"kind":"resp","reqId":"1","code":""}', 'whose code is not a number'],
    ['{"kind":"resp","reqId":"1","code":"2e2"}', 'whose code is not a number'],
    ['{"kind":"resp","reqId":"1","code":[200]}', 'whose code is not a number'],
    ['{"kind":"resp","reqId":"1","code":true}', 'whose code is not a number'],
    ['{"kind":"resp","reqId":"1","type":5}', 'whose type is not a string'],
    ['{"kind":"notification","type":{"a":1}}', 'whose type is not a string'],
  ])('%s has its reason', (text, reason) => {
    const frame = parseFrame(text);

    expect(frame).toEqual({ kind: 'unreadable', reason: expect.stringContaining(reason) as unknown });
  });

  it('is not repeated in the reason', () => {
    const frame = parseFrame('{"kind":"secret-token"');

    expect(JSON.stringify(frame)).not.toContain('secret-token');
  });

  it('may be nested to any depth', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    expect(parseFrame(`{"kind":"notification","body":${deep}}`).kind).toMatch(/notification|unreadable/);
  });
});
