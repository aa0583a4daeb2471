// What undici's parts export; its types are of the whole alone.

declare module 'undici/lib/api/index.js' {
  import type { Dispatcher } from 'undici';

  const api: {
    readonly request: (
      this: Dispatcher,
      options: Dispatcher.RequestOptions & { readonly dispatcher?: Dispatcher },
    ) => Promise<Dispatcher.ResponseData>;
  };
  export default api;
}

declare module 'undici/lib/global.js' {
  import type { Dispatcher } from 'undici';

  const global: { readonly getGlobalDispatcher: () => Dispatcher };
  export default global;
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  export { Dispatcher as default } from 'undici';
}

declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}

declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici';
}

declare module 'undici/lib/dispatcher/proxy-agent.js' {
  export { ProxyAgent as default } from 'undici';
}
