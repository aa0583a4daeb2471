/** The built page, see .ci/build-page.mjs. */
declare module 'page:index' {
  const page: { readonly html: string; readonly script: string; readonly style: string };
  export default page;
}
