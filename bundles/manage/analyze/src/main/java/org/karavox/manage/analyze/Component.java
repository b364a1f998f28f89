package org.karavox.manage.analyze;

import java.util.ArrayList;
import java.util.List;
import org.karavox.config.XmlTags;

/** One component as its description says, and its instance once there is one. */
final class Component {

    final List<String> services = new ArrayList<>(1);
    final List<String> pids = new ArrayList<>(1);
    final List<Reference> references = new ArrayList<>(4);
    String name = "";
    String implementation = "";
    String activate;
    String deactivate;
    int constructorParameters;
    int ranking;
    boolean needsConfiguration;
    Object instance;
    boolean inProgress;
    private String onlyInAFramework;

    /** A reference to services. {@code parameter} is -1 if it is not one of the constructor. */
    static final class Reference {

        final String service;
        final int parameter;
        final String bind;
        final String field;
        private final String cardinality;

        Reference(String service, String cardinality, int parameter, String bind, String field) {
            this.service = service;
            this.cardinality = cardinality == null ? "1..1" : cardinality;
            this.parameter = parameter;
            this.bind = bind;
            this.field = field;
        }

        boolean isMandatory() {
            return cardinality.charAt(0) == '1';
        }

        boolean isMultiple() {
            return cardinality.endsWith("n");
        }
    }

    /** @param xml a component description as the build writes it */
    Component(String xml) {
        XmlTags tags = new XmlTags(xml);
        while (tags.next()) {
            if (tags.isEnd()) {
                continue;
            }
            switch (tags.name()) {
                case "component":
                    component(tags);
                    break;
                case "property":
                    if ("service.ranking".equals(tags.attribute("name"))) {
                        ranking = Integer.parseInt(tags.attribute("value"));
                    }
                    break;
                case "service":
                    refuseUnless("singleton", tags.attribute("scope"), "scope ");
                    break;
                case "provide":
                    services.add(tags.attribute("interface"));
                    break;
                case "reference":
                    reference(tags);
                    break;
                case "implementation":
                    implementation = tags.attribute("class");
                    break;
                default:
                    break;
            }
        }
        if (name.isEmpty()) {
            name = implementation;
        }
        for (int i = 0; i < pids.size(); i++) {
            if (pids.get(i).equals("$")) {
                pids.set(i, name);
            }
        }
        if (pids.isEmpty()) {
            pids.add(name);
        }
    }

    private void component(XmlTags tags) {
        name = tags.attribute("name") == null ? "" : tags.attribute("name");
        activate = tags.attribute("activate");
        deactivate = tags.attribute("deactivate");
        String init = tags.attribute("init");
        constructorParameters = init == null ? 0 : Integer.parseInt(init);
        needsConfiguration = "require".equals(tags.attribute("configuration-policy"));
        if (tags.attribute("factory") != null) {
            onlyInAFramework = "is a factory";
        }
        String list = tags.attribute("configuration-pid");
        int from = 0;
        while (list != null && from < list.length()) {
            int space = list.indexOf(' ', from);
            int to = space < 0 ? list.length() : space;
            if (to > from) {
                pids.add(list.substring(from, to));
            }
            from = to + 1;
        }
    }

    private void reference(XmlTags tags) {
        String parameter = tags.attribute("parameter");
        if (tags.attribute("target") != null) {
            onlyInAFramework = "has a reference with the filter " + tags.attribute("target");
        }
        refuseUnless("bundle", tags.attribute("scope"), "a reference of scope ");
        refuseUnless("service", tags.attribute("field-collection-type"), "a reference of collection type ");
        refuseUnless("service", tags.attribute("parameter-collection-type"), "a reference of collection type ");
        references.add(new Reference(tags.attribute("interface"), tags.attribute("cardinality"),
                parameter == null ? -1 : Integer.parseInt(parameter), tags.attribute("bind"), tags.attribute("field")));
    }

    private void refuseUnless(String usual, String value, String what) {
        if (value != null && !value.equals(usual)) {
            onlyInAFramework = "has " + what + value;
        }
    }

    Reference referenceOfParameter(int parameter) {
        for (Reference reference : references) {
            if (reference.parameter == parameter) {
                return reference;
            }
        }
        return null;
    }

    /** Throws if this component uses something that {@link Standalone} does not do. */
    void refuseWhatNeedsAFramework() {
        if (onlyInAFramework != null) {
            throw new IllegalStateException("Component " + name + " needs a framework: it " + onlyInAFramework);
        }
    }
}
