import { EventStreamParser } from './event-stream-parser.js';

describe('EventStreamParser', () => {
  it('gives an event when its empty line came, however the bytes were cut', () => {
    const parser = new EventStreamParser();
    expect(parser.push('event: bal')).toEqual([]);
    expect(parser.push('ance\ndata: {"a":')).toEqual([]);
    expect(parser.push('1}\n')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ event: 'balance', data: '{"a":1}' }]);
  });

  it('joins several data lines and knows every line ending', () => {
    expect(new EventStreamParser().push('data: one\r\ndata:two\r\n\r\ndata: x\n\n')).toEqual([
      { event: 'message', data: 'one\ntwo' },
      { event: 'message', data: 'x' },
    ]);
  });

  it('does not take a cut between CR and LF for an empty line', () => {
    const parser = new EventStreamParser();
    expect(parser.push('data: one\r')).toEqual([]);
    expect(parser.push('\ndata: two\r\n\r\n')).toEqual([{ event: 'message', data: 'one\ntwo' }]);
  });

  it('passes comments, ids and events without data over', () => {
    expect(new EventStreamParser().push(': ping\n\nid: 7\nevent: none\n\ndata\n\n')).toEqual([
      { event: 'message', data: '' },
    ]);
  });
});
