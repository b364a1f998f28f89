package org.karavox.manage.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.CommandException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A shell with the services that a test gives it, and with or without a terminal. */
final class FakeShell {

    private final Map<Class<?>, List<Object>> services = new LinkedHashMap<>();
    private Path folder;
    private String terminalType;
    private int width = 100;

    /** From now on there is this service. */
    <T> FakeShell with(Class<T> type, T service) {
        services.computeIfAbsent(type, none -> new ArrayList<>()).add(service);
        return this;
    }

    FakeShell in(Path folder) {
        this.folder = folder;
        return this;
    }

    /** From now on a person looks at it. */
    FakeShell onTerminal(String type, int width) {
        this.terminalType = type;
        this.width = width;
        return this;
    }

    /** What the command prints. */
    String print(VoipCommand command) throws CommandException {
        command.context = context();
        command.session = session();
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            command.execute();
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The rows that scripts get. */
    List<List<String>> rows(VoipCommand command) throws CommandException {
        command.noFormat = true;
        return print(command).lines().map(line -> List.of(line.split("\t", -1))).toList();
    }

    /** The sentence with which it fails. */
    String failure(VoipCommand command) {
        try {
            String printed = print(command);
            throw new AssertionError("It did not fail but printed: " + printed);
        } catch (CommandException e) {
            return e.getNiceHelp();
        }
    }

    private BundleContext context() {
        return proxy(BundleContext.class, (method, arguments) -> {
            switch (method) {
                case "getServiceReference":
                    List<Object> some = services.get(arguments[0]);
                    return some == null ? null : reference(some.get(0), 0);
                case "getServiceReferences":
                    List<ServiceReference<?>> references = new ArrayList<>();
                    List<Object> all = services.getOrDefault(arguments[0], List.of());
                    for (int i = 0; i < all.size(); i++) {
                        references.add(reference(all.get(i), i));
                    }
                    return references;
                case "getService":
                    return ((FakeReference) Proxy.getInvocationHandler(arguments[0])).service;
                default:
                    throw new UnsupportedOperationException(method);
            }
        });
    }

    private static ServiceReference<?> reference(Object service, int rank) {
        return (ServiceReference<?>) Proxy.newProxyInstance(FakeShell.class.getClassLoader(), new Class<?>[] {ServiceReference.class},
                new FakeReference(service, rank));
    }

    private static final class FakeReference implements java.lang.reflect.InvocationHandler {

        private final Object service;
        private final int rank;

        FakeReference(Object service, int rank) {
            this.service = service;
            this.rank = rank;
        }

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            if (method.getName().equals("compareTo")) { // the one registered first ranks highest
                return Integer.compare(((FakeReference) Proxy.getInvocationHandler(arguments[0])).rank, rank);
            }
            throw new UnsupportedOperationException(method.getName());
        }
    }

    private Session session() {
        return proxy(Session.class, (method, arguments) -> {
            switch (method) {
                case "getTerminal":
                    return terminalType == null ? null : terminal();
                case "currentDir":
                    return folder;
                default:
                    throw new UnsupportedOperationException(method);
            }
        });
    }

    private Terminal terminal() {
        return proxy(Terminal.class, (method, arguments) -> {
            switch (method) {
                case "getType":
                    return terminalType;
                case "getWidth":
                    return width;
                default:
                    throw new UnsupportedOperationException(method);
            }
        });
    }

    private interface Call {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(FakeShell.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> call.answer(method.getName(), arguments)));
    }
}
