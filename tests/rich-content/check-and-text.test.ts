import { describe, expect, it } from 'vitest';
import type { ValidationError } from '../../src/index.js';
import {
  asText,
  button,
  card,
  carousel,
  check,
  image,
  link,
  list,
  navigate,
  quickReplies,
  type Channel,
} from '../../src/rich-content/index.js';
import { caught } from '../support/caught.js';
import * as readme from '../support/readme-bodies.js';
import { textOf } from './contents.js';

const issuesOf = async (content: Parameters<typeof check>[0], channel: Channel): Promise<unknown> =>
  ((await caught(() => check(content, channel))) as ValidationError).issues;

describe('check', () => {
  it('lists all issues of card, quick replies and metadata at once', async () => {
    const content = card(
      { title: textOf(81), buttons: [button(textOf(21)), button('Open', link(textOf(1025)))] },
      'facebook',
    );
    const message = {
      type: 'RichContentEvent' as const,
      content,
      quickReplies: quickReplies({ yes: textOf(128) }),
      metadata: [{ type: 'ExternalId' as const, id: textOf(65) }],
    };

    const inner = 'content.elements.0.elements';
    expect(await issuesOf(message, 'facebook')).toEqual([
      { path: `${inner}.1.title`, message: 'facebook: at most 20 characters of a button title, but this has 21' },
      {
        path: `${inner}.2.click.actions.0.uri`,
        message: 'facebook: at most 1024 characters of the address of a link, but this has 1025',
      },
      { path: `${inner}.0.text`, message: 'facebook: at most 80 characters of a title, but this has 81' },
      {
        path: 'quickReplies.replies.0.title',
        message: 'facebook: at most 127 characters of the title of a quick reply, but this has 128',
      },
      { path: 'metadata.0.id', message: 'facebook: Too big: expected string to have <=64 characters' },
    ]);
  });

  it('reports what no channel accepts, with its place', async () => {
    const content = { ...card({ title: textOf(5001) }), colour: 'red' };

    expect(await issuesOf(content, 'web')).toEqual([
      { path: 'elements.0.text', message: 'web: Too big: expected string to have <=5000 characters' },
      { path: 'colour', message: 'web: Unknown key' },
    ]);
  });

  it('refuses a channel that there is not', async () => {
    // A program without types may pass any name.
    const issues = await issuesOf(card({ title: 'A' }), 'toString' as Channel);

    expect(issues).toEqual([
      { path: 'channel', message: expect.stringMatching(/^toString is no channel: expected web, /) as string },
    ]);
  });

  it('accepts the samples of the README of node-agent-sdk 1.4 on the web, and says what others do not read', async () => {
    const message = { content: readme.richContent, quickReplies: readme.quickReplies };

    expect(() => check(message, 'web')).not.toThrow();
    expect(await issuesOf(message, 'google')).toEqual([
      { path: 'content.elements.0.url', message: expect.stringMatching(/^google: images need https/) as string },
      { path: 'content.tag', message: 'google: cards have the tag generic, but this has undefined' },
    ]);
  });

  it('checks an Apple message without metadata as content alone', () => {
    const elements = [{ type: 'text' as const, text: 'A', tag: 'title' }];
    const entry = { type: 'horizontal' as const, elements: [{ type: 'vertical' as const, elements }] };

    const content = {
      type: 'vertical' as const,
      tag: 'list',
      elements: [{ type: 'vertical' as const, elements: [entry] }],
    };

    expect(() => check(content, 'apple')).not.toThrow();
  });
});

describe('asText', () => {
  it('writes texts line by line, and what buttons open', () => {
    const content = card({
      image: image('https://a.example/a.png', { alt: 'A bag of coffee' }),
      title: 'Coffee',
      subtitle: '250 g',
      map: { la: 52.4, lo: 4.9 },
      buttons: [button('Buy'), button('Shop', link('https://shop.example')), button('Way', navigate({ la: 1, lo: 2 }))],
    });

    expect(asText(content).split('\n')).toEqual([
      'A bag of coffee',
      '52.4, 4.9',
      'Coffee',
      '250 g',
      '- Buy',
      '- Shop: https://shop.example',
      '- Way: 1, 2',
    ]);
  });

  it('is the same for each channel that the card was made for', () => {
    const options = { title: 'Coffee', buttons: { buy: 'Buy' } };

    expect(asText(card(options, 'line'))).toBe('Coffee\n- Buy');
    expect(asText(card(options, 'sms'))).toBe('Coffee\n- Buy');
  });

  it('separates the cards of a carousel, and ends with the quick replies', () => {
    const content = carousel([card({ title: 'Coffee' }), card({ title: 'Tea' })]);

    expect(asText({ content, quickReplies: quickReplies({ more: 'More' }) })).toBe('Coffee\n\nTea\n- More');
    expect(asText(quickReplies({ yes: 'Yes', no: 'No' }))).toBe('- Yes\n- No');
  });

  it('lists checkboxes, templates, links and pairs', () => {
    const sections = [{ id: 's', title: 'Drinks', choices: { c: 'Coffee', t: 'Tea' } }];

    expect(asText(list({ title: 'What?', sections, submit: 'Send' }))).toBe('What?\nDrinks\n- Coffee\n- Tea');
    expect(asText({ type: 'template', templateType: 'quickReply', title: 'Sure?', resp: ['Yes'] })).toBe(
      'Sure?\n- Yes',
    );
    expect(asText({ type: 'linkPreview', url: 'https://a.example', title: 'A' })).toBe('A\nhttps://a.example');
    expect(asText({ type: 'keyValuePairList', elements: [{ key: 'Size', value: '250 g' }, { key: 'Fair' }] })).toBe(
      'Size: 250 g\nFair',
    );
  });
});
