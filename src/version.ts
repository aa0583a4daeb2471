/** Of this package; a test holds it to `package.json`. */
export const VERSION = '3.0.0';
