import { Component, h, type ComponentChild, type ComponentClass, type FunctionComponent } from 'preact';

/** A component that is rendered again only when a property changes, as `memo` of `preact/compat`, which brings much more. */
export function memo<Props extends object>(component: FunctionComponent<Props>): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const before: Readonly<Record<string, unknown>> = { ...this.props };
      return Object.entries(next).some(([name, value]) => value !== before[name]);
    }

    override render(): ComponentChild {
      return h(component, this.props);
    }
  };
}
