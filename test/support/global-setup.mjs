// Jest runs the global set-up outside its own module system; this lets it read TypeScript there.
import '@swc-node/register/esm-register';

const { default: globalSetup } = await import('./global-setup.ts');
export default globalSetup;
